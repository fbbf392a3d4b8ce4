using Twinyard.Platform.Results;
using Twinyard.Twins.Layers;

namespace Twinyard.Twins.Processes;

/// <summary>Lays out what a run executes: its commit's tree, or the files that came with it, and its layers.</summary>
internal sealed class RunTree(ICommitSource commits, LayerCache layers)
{
    /// <returns>The script's full path.</returns>
    public async Task<Result<string>> LayOutAsync(TwinRun run, RunFolder folder, CancellationToken cancellationToken)
    {
        var laidOutLayers = await layers.LayOutAsync(run.Layers, cancellationToken);
        if (!laidOutLayers.IsOk)
        {
            return laidOutLayers.Error;
        }

        folder.Layers = laidOutLayers.Value;
        var tree = folder.Tree;
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
