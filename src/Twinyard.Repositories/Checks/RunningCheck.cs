namespace Twinyard.Repositories.Checks;

/// <summary>A check while it runs; disposing takes it out of reach of cancellation.</summary>
internal sealed class RunningCheck(CancellationTokenSource source, Action leave) : IDisposable
{
    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        // The source itself is not disposed: a cancellation that found it a moment ago may still be on its way to it.
        leave();
    }
}
