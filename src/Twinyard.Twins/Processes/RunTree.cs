using Twinyard.Platform.Results;

namespace Twinyard.Twins.Processes;

/// <summary>Lays out what a run executes: its commit's tree, or the files that came with it.</summary>
internal sealed class RunTree(ICommitSource commits)
{
    /// <returns>The script's full path.</returns>
    public async Task<Result<string>> LayOutAsync(TwinRun run, string tree, CancellationToken cancellationToken)
    {
        var laidOut = run.Files is null ? await commits.MaterializeAsync(run.Commit, tree, cancellationToken) : await WriteAsync(run.Files, tree, cancellationToken);
        return laidOut.IsOk ? TreePath.Resolve(tree, run.Folder, run.Script) : laidOut.Error;
    }

    private static async Task<Result<Done>> WriteAsync(IReadOnlyDictionary<string, byte[]> files, string tree, CancellationToken cancellationToken)
    {
        foreach (var (name, content) in files)
        {
            var path = Path.GetFullPath(Path.Combine(tree, name));
            if (!path.StartsWith(tree + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                return new InvalidError("file-outside-tree", $"The file '{name}' would lie outside the run's folder.", "Send files with relative paths without '..'.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? tree);
            await File.WriteAllBytesAsync(path, content, cancellationToken);
        }

        return Done.Value;
    }
}
