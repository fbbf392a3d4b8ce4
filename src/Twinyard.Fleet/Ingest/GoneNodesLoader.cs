using Microsoft.Extensions.Logging;
using Twinyard.Platform.Background;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Homes;
using Twinyard.Warehouse;

namespace Twinyard.Fleet.Ingest;

/// <summary>
/// Loads what nodes acknowledged that are gone and may not come back, and what a server acknowledged that was alone on this home before. It
/// holds the lock of the folder meanwhile, so that nobody writes there; a node that starts in that moment is told that it is running.
/// </summary>
internal sealed partial class GoneNodesLoader(
    HomeDirectory home, ServerNode node, IElection election, IWarehouse warehouse, IngestCounters counters, ILogger<GoneNodesLoader> logger, ILogger<SegmentLoader> loading) : IBackgroundWork
{
    private const string Segments = "ingest";

    public string Name => "ingest of gone nodes";

    public TimeSpan Interval => TimeSpan.FromSeconds(15);

    public bool IsForElectedNode => true;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var alive = (await election.ListAsync(cancellationToken)).Where(other => other.IsAlive).Select(other => other.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var folder in HomeDirectory.NodeFolders(home.Root))
        {
            var name = Path.GetFileName(folder);
            if (name != node.Name && !alive.Contains(name))
            {
                await LoadAsync(name, Path.Combine(folder, Segments), folder, cancellationToken);
            }
        }

        if (!node.IsAlone)
        {
            // The root's own lock is held by all nodes together, which keeps a server out that wants to be alone.
            var former = Path.Combine(home.Root, Segments);
            await LoadAsync("", former, former, cancellationToken);
        }
    }

    private async Task LoadAsync(string name, string path, string locked, CancellationToken cancellationToken)
    {
        var folder = new SegmentFolder(path);
        if (!Directory.Exists(path) || folder.List().Count == 0)
        {
            return;
        }

        using var held = HomeDirectory.TryHold(locked);
        if (held is null)
        {
            return;
        }

        LogTakesOver(logger, path);
        TornEnd.Cut(folder, logger);
        var loader = new SegmentLoader(folder, new IngestPosition(warehouse, name), warehouse, counters, loading);
        await loader.RunAsync(segment => new SegmentExtent(folder.SizeOf(segment), IsClosed: true), static _ => { }, cancellationToken);
    }
}
