using Twinyard.Platform.Results;
using Twinyard.Twins.Layers;
using Twinyard.Twins.Traces;

namespace Twinyard.Twins.Processes;

/// <summary>Lays out what a run executes: its commit's tree, or the files that came with it, and its layers.</summary>
internal sealed class RunTree(ICommitSource commits, LayerCache layers, RefusedRuns refusals)
{
    public async Task<Result<LaidOutRun>> LayOutAsync(TwinRun run, RunFolder folder, CancellationToken cancellationToken)
    {
        var laidOutLayers = await layers.LayOutAsync(run.Layers, cancellationToken);
        if (!laidOutLayers.IsOk)
        {
            return laidOutLayers.Error;
        }

        folder.Layers = laidOutLayers.Value;
        var tree = folder.Tree;
        var laidOut = run.Files is { } files ? await WriteAsync(files, tree, cancellationToken)
            : run.MustBeDeployed ? await commits.MaterializeDeployedAsync(run.Commit, tree, cancellationToken)
            : await commits.MaterializeAsync(run.Commit, tree, cancellationToken);
        if (!laidOut.IsOk)
        {
            await (run.MustBeDeployed ? refusals.AuditAsync(run, laidOut.Error) : Task.CompletedTask);
            return laidOut.Error;
        }

        return TreePath.Resolve(tree, run.Folder, run.Script).Map(script => new LaidOutRun(script, laidOut.Value));
    }

    private static async Task<Result<string>> WriteAsync(IReadOnlyDictionary<string, byte[]> files, string tree, CancellationToken cancellationToken)
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

        return "";
    }
}
