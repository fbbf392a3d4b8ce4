using Microsoft.Extensions.Hosting;
using Twinyard.Platform.Background;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;

namespace Twinyard.Access.Audit;

/// <summary>
/// Puts what waits at the end of the chain, many in a transaction. A group whose commit failed is tried again; what of it is there already is not written twice.
/// When the server stops, the last of it is written after the last request has ended.
/// </summary>
internal sealed class AuditWriter(Database database, AuditStore store, AuditQueue queue, AuditTally tally, IIdGenerator ids, ServerNode node, TimeProvider time)
    : IBackgroundWork, IHostedService, IDisposable
{
    private const int MostAtOnce = 500;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _isAgain;

    public string Name => "audit";

    public TimeSpan Interval => TimeSpan.FromSeconds(10);

    public TimeSpan Rest => TimeSpan.FromMilliseconds(200);

    public WorkSignal Signal => queue.Signal;

    public Task RunOnceAsync(CancellationToken cancellationToken) => WriteAsync(isLast: false, cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => WriteAsync(isLast: true, cancellationToken);

    public void Dispose() => _turn.Dispose();

    private async Task WriteAsync(bool isLast, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            foreach (var counted in tally.TakeCounts(isLast, () => ids.NewId().ToString()))
            {
                queue.TryAdd(counted);
            }

            AddLost();
            while (queue.Peek(MostAtOnce) is { Count: > 0 } group)
            {
                await AppendAsync(group, cancellationToken);
                queue.Remove(group.Count);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task AppendAsync(IReadOnlyList<AuditRecord> group, CancellationToken cancellationToken)
    {
        var again = _isAgain;
        _isAgain = true;
        await database.WriteAsync(session => AppendAsync(session, group, again, cancellationToken), cancellationToken);
        _isAgain = false;
    }

    /// <summary>In the caller's transaction.</summary>
    internal async Task AppendAsync(DbSession session, IReadOnlyList<AuditRecord> group, bool again, CancellationToken cancellationToken)
    {
        var head = await store.TakeHeadAsync(session, cancellationToken);
        string[] open = [.. group.Where(record => record.IsOpen).Select(record => record.Id)];
        var closed = open.Length == 0 ? [] : (await store.CloseAsync(session, open, cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var known = again ? (await store.KnownAsync(session, [.. group.Select(record => record.Id)], cancellationToken)).ToHashSet(StringComparer.Ordinal) : [];
        var (sequence, previous) = (head.Sequence, head.Hash);
        var rows = new List<AuditRow>(group.Count);
        foreach (var record in group.Where(record => record.Count > 0 && !known.Contains(record.Id) && (!record.IsOpen || closed.Contains(record.Id))))
        {
            var entry = record.Chain(++sequence, previous);
            previous = entry.Hash;
            rows.Add(AuditRow.Of(entry));
        }

        if (rows.Count > 0)
        {
            await store.AppendAsync(session, rows, cancellationToken);
        }
    }

    private void AddLost()
    {
        if (queue.TakeLost() is > 0 and var lost)
        {
            var subject = new AuditSubject($"{Principal.Node}/{node.Name}", "", "", "*", "*", "Refusals and reads that are no entries: more of them waited than the server keeps.", "");
            queue.Add(AuditRecord.Of(subject, ids.NewId().ToString(), time.GetUtcNow(), node.Name, AuditDecision.Deny) with { Outcome = AuditOutcome.Unknown, Count = lost });
        }
    }
}
