using Twinyard.Platform.Background;

namespace Twinyard.Notifications.Outbox;

/// <summary>Raised when a message waits for delivery.</summary>
internal sealed class OutboxSignal : IDisposable
{
    public WorkSignal Signal { get; } = new();

    public void Dispose() => Signal.Dispose();
}
