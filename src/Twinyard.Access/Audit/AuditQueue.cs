using System.Collections.Concurrent;
using Twinyard.Platform.Background;

namespace Twinyard.Access.Audit;

/// <summary>Records on their way into the chain, in the memory of this server.</summary>
internal sealed class AuditQueue : IDisposable
{
    /// <summary>What may wait; beyond it, what was refused or read is counted as lost, and nothing that must be recorded begins.</summary>
    public const int Most = 10_000;

    private readonly ConcurrentQueue<AuditRecord> _waiting = new();
    private long _lost;

    public WorkSignal Signal { get; } = new(staysHere: true);

    public bool IsFull => _waiting.Count >= Most;

    /// <summary>Always taken: it ends what has begun, and no more begins than there is room for.</summary>
    public void Add(AuditRecord record)
    {
        _waiting.Enqueue(record);
        Signal.Raise();
    }

    public void TryAdd(AuditRecord record)
    {
        if (IsFull)
        {
            Interlocked.Increment(ref _lost);
            return;
        }

        Add(record);
    }

    /// <summary>Those that have waited longest; they stay until <see cref="Remove"/>. For one reader at a time.</summary>
    public IReadOnlyList<AuditRecord> Peek(int most) => [.. _waiting.Take(most)];

    public void Remove(int number)
    {
        for (var i = 0; i < number; i++)
        {
            _waiting.TryDequeue(out _);
        }
    }

    /// <returns>How many were lost since the last call.</returns>
    public long TakeLost() => Interlocked.Exchange(ref _lost, 0);

    public void Dispose() => Signal.Dispose();
}
