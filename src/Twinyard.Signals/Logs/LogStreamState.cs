namespace Twinyard.Signals.Logs;

/// <summary>What this process knows of a stream: who waits for it, and how much was dropped.</summary>
internal sealed class LogStreamState
{
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Held by whoever appends.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    public long Dropped { get; set; }

    /// <summary>Ends when something has been appended after this was taken.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    public void RaiseChanged() =>
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
