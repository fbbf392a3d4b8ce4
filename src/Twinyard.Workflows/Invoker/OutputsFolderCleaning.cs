using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Results;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Invoker;

/// <summary>
/// Removes the output folders that an earlier server left behind, before anything may run. Those of attempts that the journal has
/// not ended stay: recovery applies or removes them.
/// </summary>
internal sealed class OutputsFolderCleaning(Database database, RunStore runs, HomeDirectory home) : IStartupWork
{
    public string Name => "workflows.outputs";

    public async Task<Result<Done>> RunAsync(CancellationToken cancellationToken)
    {
        // Listed first: an attempt is under way before its folder is made, so what another server makes meanwhile is not among these.
        var folders = Directory.GetDirectories(home.Outputs);
        var underWay = await database.ReadAsync(session => runs.UnderWayAsync(session, cancellationToken), cancellationToken);
        var kept = underWay.Select(run => new OutputFolder(home, run).Path).ToHashSet(StringComparer.Ordinal);
        foreach (var folder in folders.Where(folder => !kept.Contains(folder)))
        {
            OutputFolder.Remove(folder);
        }

        return Done.Value;
    }
}
