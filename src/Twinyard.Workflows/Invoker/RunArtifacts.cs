using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Results;
using Twinyard.Workflows.Runs;
using Twinyard.Workflows.Steps;

namespace Twinyard.Workflows.Invoker;

/// <summary>
/// What attempts leave as evidence whether they succeed or not, such as the executed notebook: files in <c>artifacts/&lt;run&gt;/&lt;fence&gt;</c> of the
/// home, written while the attempt runs. Those of an attempt that lost its lease are taken away; all others are kept for a while, see <see cref="Artifacts.ArtifactRetention"/>.
/// </summary>
internal sealed class RunArtifacts(HomeDirectory home)
{
    public string Folder(RunRow run) => Path.Combine(home.Artifacts, run.Id, $"{run.Fence}");

    /// <summary>Of a step's execution, within that of the attempt.</summary>
    public string StepFolder(RunRow run, StepUnit unit) => Path.Combine(Folder(run), unit.Label);

    public void Remove(RunRow run) => OutputFolder.Remove(Folder(run));

    /// <summary>Newest attempt first; the files of an attempt that is under way are as far as it is.</summary>
    public IReadOnlyList<RunArtifact> List(RunDetail run) =>
        [.. Find(run).Select(found => found.Artifact)];

    /// <param name="attempt">Null for the newest that has one.</param>
    /// <returns>The content, in one piece: a file is replaced whole.</returns>
    public async Task<Result<byte[]>> ReadAsync(RunDetail run, string name, int? attempt, CancellationToken cancellationToken)
    {
        var found = Find(run).FirstOrDefault(one => one.Artifact.Name == name && (attempt ?? one.Artifact.Attempt) == one.Artifact.Attempt).Path;
        if (found is null && run.ArtifactsRemoved is { } removed)
        {
            return new NotFoundError("artifacts-removed", $"The artifacts of the run {run.Summary.Id} were removed on {removed.At:yyyy-MM-dd HH:mm}Z: {removed.Why}.");
        }

        if (found is not { } path)
        {
            return new NotFoundError("artifact-not-found", $"The run {run.Summary.Id} has no artifact '{name}'{(attempt is { } number ? $" of attempt {number}" : "")}.", $"`twinyard run artifacts {run.Summary.Id}` shows what there is.");
        }

        return await File.ReadAllBytesAsync(path, cancellationToken);
    }

    // Those of a step are in a folder of its name: notebook.ipynb of the step train is train.notebook.ipynb.
    private IEnumerable<(RunArtifact Artifact, string? Path)> Find(RunDetail run) =>
        from attempt in run.Attempts.OrderByDescending(attempt => attempt.Number)
        let folder = new DirectoryInfo(Path.Combine(home.Artifacts, run.Summary.Id, $"{attempt.Fence}"))
        where folder.Exists
        from file in folder.EnumerateFiles("*", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(folder.FullName, file.FullName).Replace(Path.DirectorySeparatorChar, '.')
        where !file.Name.EndsWith(".new", StringComparison.Ordinal)
        orderby attempt.Number descending, name
        select (new RunArtifact(name, attempt.Number, file.Length, file.LastWriteTimeUtc), file.FullName);
}
