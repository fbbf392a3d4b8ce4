using Twinyard.Platform.Background;

namespace Twinyard.Signals.Runs;

/// <summary>Raised when the inbox has something for the warehouse.</summary>
internal sealed class MetricInboxSignal : IDisposable
{
    public WorkSignal Signal { get; } = new();

    public void Dispose() => Signal.Dispose();
}
