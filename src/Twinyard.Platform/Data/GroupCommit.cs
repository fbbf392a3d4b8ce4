using System.Collections.Concurrent;

namespace Twinyard.Platform.Data;

/// <summary>
/// Writes what concurrent callers want written in one transaction, each caller getting its own result. Whoever comes first writes at
/// once, so nobody waits for company; those who come meanwhile are the next group. Bounded by its callers, who all wait.
/// </summary>
/// <param name="most">Members of a group.</param>
/// <param name="write">
/// One transaction, which gives a result for each member in their order. When it throws for several, each is written again by itself, so
/// that one at fault fails alone; a member must therefore be safe to write twice.
/// </param>
public sealed class GroupCommit<TMember, TResult>(int most, Func<IReadOnlyList<TMember>, Task<IReadOnlyList<TResult>>> write) : IDisposable
{
    private readonly ConcurrentQueue<Entry> _waiting = new();
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <returns>When the member's group is durable.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before a group took it; then nothing of it is written.</exception>
    public async Task<TResult> WriteAsync(TMember member, CancellationToken cancellationToken)
    {
        var entry = new Entry(member);
        _waiting.Enqueue(entry);
        try
        {
            await _turn.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!entry.TryTake())
        {
            return await entry.Result.Task;
        }

        try
        {
            // The turn may come although the caller has given up: whichever of the two the semaphore notices first.
            if (cancellationToken.IsCancellationRequested && entry.TryTake())
            {
                throw new OperationCanceledException(cancellationToken);
            }

            if (!entry.Result.Task.IsCompleted)
            {
                // Callers that the last group has just answered may have a next member at hand.
                await Task.Yield();
            }

            while (!entry.Result.Task.IsCompleted)
            {
                await WriteGroupAsync();
            }
        }
        finally
        {
            _turn.Release();
        }

        return await entry.Result.Task;
    }

    public void Dispose() => _turn.Dispose();

    private async Task WriteGroupAsync()
    {
        var group = new List<Entry>();
        while (group.Count < most && _waiting.TryDequeue(out var entry))
        {
            if (entry.TryTake())
            {
                group.Add(entry);
            }
        }

        if (await TryWriteAsync(group) is not { } failure)
        {
            return;
        }

        if (group.Count == 1)
        {
            group[0].Result.SetException(failure);
            return;
        }

        foreach (var entry in group)
        {
            if (await TryWriteAsync([entry]) is { } own)
            {
                entry.Result.SetException(own);
            }
        }
    }

    private async Task<Exception?> TryWriteAsync(IReadOnlyList<Entry> group)
    {
        IReadOnlyList<TResult> results;
        try
        {
            results = await write([.. group.Select(entry => entry.Member)]);
        }
        catch (Exception e)
        {
            return e;
        }

        for (var i = 0; i < group.Count; i++)
        {
            group[i].Result.SetResult(results[i]);
        }

        return null;
    }

    private sealed class Entry(TMember member)
    {
        private int _taken;

        public TMember Member => member;

        public TaskCompletionSource<TResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>True once: for the group that writes it, or for its caller who gives it up.</summary>
        public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;
    }
}
