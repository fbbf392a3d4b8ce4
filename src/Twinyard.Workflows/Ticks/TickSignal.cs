using Twinyard.Platform.Background;

namespace Twinyard.Workflows.Ticks;

/// <summary>Raised when a deploy has changed schedules.</summary>
internal sealed class TickSignal : IDisposable
{
    public WorkSignal Work { get; } = new();

    public void Raise() => Work.Raise();

    public void Dispose() => Work.Dispose();
}
