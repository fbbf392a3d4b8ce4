using Twinyard.Twins.Traces;

namespace Twinyard.Workflows.Runs;

/// <summary>One attempt under way on this server, and why it has to stop, once it has to.</summary>
internal sealed class Execution(long fence, CancellationToken stopping) : IDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);

    public long Fence => fence;

    /// <summary>Cancelled when the attempt must end, whatever the reason.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Who asked for the end and why; null when nobody did.</summary>
    public string? CancelReason { get; private set; }

    /// <summary>Whether it waits for its twin; then it takes no place from others.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>What the step of the run that ended last executed on; null for a run of one script, whose outcome says it.</summary>
    public TwinTrace? StepTrace { get; set; }

    public bool LeaseLost { get; private set; }

    public void Cancel(string reason)
    {
        CancelReason ??= reason;
        Stop();
    }

    public void LoseLease()
    {
        LeaseLost = true;
        Stop();
    }

    public void Dispose() => _stop.Dispose();

    private void Stop()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended by itself meanwhile.
        }
    }
}
