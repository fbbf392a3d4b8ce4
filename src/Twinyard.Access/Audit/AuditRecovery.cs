using Twinyard.Platform.Background;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Audit;

/// <summary>Entries for what a server had begun when it was killed: the outcome is unknown. Its own at the start, and those of nodes that are gone while this one is elected.</summary>
internal sealed class AuditRecovery(Database database, AuditStore store, AuditWriter writer, ServerNode node, IElection election, HomeDirectory home) : IStartupWork, IBackgroundWork
{
    private const int MostAtOnce = 500;

    public string Name => "audit recovery";

    public TimeSpan Interval => TimeSpan.FromMinutes(1);

    public bool IsForElectedNode => true;

    public async Task<Result<Done>> RunAsync(CancellationToken cancellationToken)
    {
        await CloseAsync(node.Name, cancellationToken);
        return Done.Value;
    }

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var begun = await database.ReadAsync(session => store.ListOpenNodesAsync(session, cancellationToken), cancellationToken);
        var others = begun.Where(name => name != node.Name).ToList();
        if (others.Count == 0)
        {
            return;
        }

        var alive = (await election.ListAsync(cancellationToken)).Where(other => other.IsAlive).Select(other => other.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in others.Where(name => !alive.Contains(name)))
        {
            // Whoever was alone on this home is gone: nodes and such a server keep each other out.
            using var held = name.Length == 0 ? null : FolderOf(name) is { } folder ? HomeDirectory.TryHold(folder) : null;
            if (name.Length == 0 || held is not null)
            {
                await CloseAsync(name, cancellationToken);
            }
        }
    }

    private string? FolderOf(string name) => HomeDirectory.NodeFolders(home.Root).FirstOrDefault(folder => Path.GetFileName(folder) == name);

    private async Task CloseAsync(string name, CancellationToken cancellationToken)
    {
        while (await database.WriteAsync(
            async session =>
            {
                var open = await store.ListOpenAsync(session, name, MostAtOnce, cancellationToken);
                await writer.AppendAsync(session, [.. open.Select(row => row.ToRecord())], again: false, cancellationToken);
                return open.Count;
            },
            cancellationToken) == MostAtOnce)
        {
        }
    }
}
