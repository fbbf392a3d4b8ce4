using Twinyard.Platform.Background;

namespace Twinyard.Events.Bus;

/// <summary>Between the bus, which knows that there is an event, and the dispatcher, which knows the consumers.</summary>
internal sealed class DispatchSignal : IDisposable
{
    public WorkSignal Signal { get; } = new();

    public void Dispose() => Signal.Dispose();
}
