using Twinyard.Platform.Results;

namespace Twinyard.Platform.Manifests;

/// <summary>Collects everything that is wrong with a document, so that its author is told all at once.</summary>
public sealed class ManifestProblems(string file)
{
    private readonly List<Problem> _problems = [];

    public string File { get; } = file;

    public IReadOnlyList<Problem> Items => _problems;

    public void Add(int line, int column, string key, string message) => _problems.Add(new Problem(File, line, column, key, message));
}
