using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;

namespace Twinyard.Models.Tests.Checks;

/// <summary>A tree in a folder, and steps of <c>checks.yaml</c> that are read and run on it.</summary>
internal sealed class CheckRoom(ModelsFixture fixture) : IDisposable
{
    private readonly DirectoryInfo _tree = Directory.CreateTempSubdirectory("twinyard-test-");

    public string Path(string name) => System.IO.Path.Combine(_tree.FullName, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!); // the name is below the folder
        File.WriteAllText(Path(name), text);
    }

    /// <summary>What is wrong with a step's mapping, each with its place.</summary>
    public IReadOnlyList<string> Lint(string kind, string yaml)
    {
        var body = ManifestDocument.Parse("checks.yaml", yaml).Value;
        Find(kind).Read(body, name => File.Exists(Path(name)));
        return [.. body.Problems.Items.Select(problem => problem.ToString())];
    }

    public async Task<CheckVerdict> RunAsync(string kind, string yaml)
    {
        var body = ManifestDocument.Parse("checks.yaml", yaml).Value;
        var specification = Find(kind).Read(body, name => File.Exists(Path(name)));
        body.Problems.Items.ShouldBeEmpty();
        var tree = new CheckedTree { Repository = "r", Commit = "c", Folder = _tree.FullName, Declarations = [], CheckId = "check-1", Role = "developer" };
        return await Find(kind).RunAsync(specification, tree, CancellationToken.None);
    }

    public void Dispose() => _tree.Delete(recursive: true);

    private ICheckKind Find(string kind) => fixture.Get<IEnumerable<ICheckKind>>().Single(one => one.Kind == kind);
}
