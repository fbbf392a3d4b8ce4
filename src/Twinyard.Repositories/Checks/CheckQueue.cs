using System.Collections.Concurrent;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Time;

namespace Twinyard.Repositories.Checks;

/// <summary>Starts and cancels checks as heads come and go, within the transaction that says so.</summary>
internal sealed class CheckQueue(CheckStore store, CheckChanges changes, IIdGenerator ids, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new(StringComparer.Ordinal);

    public WorkSignal Signal { get; } = new();

    /// <summary>Cancels the checks of the proposal's earlier heads and queues those of the new one.</summary>
    public async Task StartAsync(long proposalId, string head, DbSession session, CancellationToken cancellationToken)
    {
        await CancelAsync(proposalId, session, cancellationToken);
        await QueueAsync(proposalId, head, session, cancellationToken);
    }

    /// <summary>Queues the checks of a merge with what is before it, in place of those of an earlier merge. The head's own go on.</summary>
    public async Task StartMergedAsync(long proposalId, string head, string merged, DbSession session, CancellationToken cancellationToken)
    {
        await CancelMergedAsync(proposalId, head, session, cancellationToken);
        await QueueAsync(proposalId, merged, session, cancellationToken);
    }

    public Task CancelMergedAsync(long proposalId, string head, DbSession session, CancellationToken cancellationToken) =>
        CancelAsync(proposalId, head, session, cancellationToken);

    public Task CancelAsync(long proposalId, DbSession session, CancellationToken cancellationToken) => CancelAsync(proposalId, "", session, cancellationToken);

    /// <summary>A token that ends with the check's cancellation; dispose it when the check has ended.</summary>
    public RunningCheck Enter(string id, CancellationToken stopping)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _running[id] = source;
        return new RunningCheck(source, () => _running.TryRemove(id, out _));
    }

    public void Dispose() => Signal.Dispose();

    private async Task QueueAsync(long proposalId, string head, DbSession session, CancellationToken cancellationToken)
    {
        await store.InsertAsync(
            new CheckRow { Id = ids.NewId().ToString("D"), ProposalId = proposalId, Head = head, Name = CheckRow.Lint, Kind = CheckRow.Lint },
            session,
            cancellationToken);
        session.OnCommitted(() =>
        {
            Signal.Raise();
            changes.Raise();
        });
    }

    private async Task CancelAsync(long proposalId, string exceptHead, DbSession session, CancellationToken cancellationToken)
    {
        var cancelled = await store.CancelAsync(proposalId, exceptHead, time.NowMicros(), session, cancellationToken);
        session.OnCommitted(() =>
        {
            changes.Raise();
            foreach (var id in cancelled)
            {
                if (_running.TryGetValue(id, out var running))
                {
                    running.Cancel();
                }
            }
        });
    }
}
