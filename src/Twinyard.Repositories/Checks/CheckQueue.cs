using System.Collections.Concurrent;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Time;

namespace Twinyard.Repositories.Checks;

/// <summary>Starts and cancels checks as heads come and go, within the transaction that says so.</summary>
internal sealed class CheckQueue(CheckStore store, IIdGenerator ids, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new(StringComparer.Ordinal);

    public WorkSignal Signal { get; } = new();

    /// <summary>Cancels the checks of the proposal's earlier heads and queues those of the new one.</summary>
    public async Task StartAsync(long proposalId, string head, DbSession session, CancellationToken cancellationToken)
    {
        await CancelAsync(proposalId, session, cancellationToken);
        await store.InsertAsync(
            new CheckRow { Id = ids.NewId().ToString("D"), ProposalId = proposalId, Head = head, Name = CheckRow.Lint },
            session,
            cancellationToken);
        session.OnCommitted(Signal.Raise);
    }

    public async Task CancelAsync(long proposalId, DbSession session, CancellationToken cancellationToken)
    {
        var cancelled = await store.CancelAsync(proposalId, time.NowMicros(), session, cancellationToken);
        session.OnCommitted(() =>
        {
            foreach (var id in cancelled)
            {
                if (_running.TryGetValue(id, out var running))
                {
                    running.Cancel();
                }
            }
        });
    }

    /// <summary>A token that ends with the check's cancellation; dispose it when the check has ended.</summary>
    public RunningCheck Enter(string id, CancellationToken stopping)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _running[id] = source;
        return new RunningCheck(source, () => _running.TryRemove(id, out _));
    }

    public void Dispose() => Signal.Dispose();
}
