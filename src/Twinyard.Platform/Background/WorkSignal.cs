namespace Twinyard.Platform.Background;

/// <summary>Wakes one waiting loop; raised often, it wakes it once. Where several servers share an environment, the same loop of the others is woken too.</summary>
/// <param name="staysHere">Whether only this server has something to do.</param>
public sealed class WorkSignal(bool staysHere = false) : IDisposable
{
    private readonly SemaphoreSlim _raised = new(0, 1);
    private Action? _elsewhere;

    /// <summary>Whether the next wait ends at once.</summary>
    internal bool IsRaised => _raised.CurrentCount > 0;

    public void Raise()
    {
        RaiseHere();
        _elsewhere?.Invoke();
    }

    /// <summary>Wakes this server's loop alone.</summary>
    internal void RaiseHere()
    {
        try
        {
            _raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already raised and not yet seen: one wake is enough.
        }
    }

    /// <param name="raise">Called with every <see cref="Raise"/>, on the raiser's thread; must not block or throw.</param>
    internal void AlsoElsewhere(Action raise) => _elsewhere = staysHere ? null : raise;

    public void Dispose() => _raised.Dispose();

    /// <summary>Returns when the signal is raised (and lowers it) or the time is up.</summary>
    public async Task WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wait = _raised.WaitAsync(either.Token);
        var delay = Task.Delay(timeout, time, either.Token);
        await Task.WhenAny(wait, delay);
        await either.CancelAsync();
        // Both are observed: the loser ends by cancellation, the winner may have been cancelled from outside.
        await wait.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await delay.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
