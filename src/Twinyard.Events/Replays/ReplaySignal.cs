using Twinyard.Platform.Background;

namespace Twinyard.Events.Replays;

/// <summary>Raised when a replay was asked for.</summary>
internal sealed class ReplaySignal : IDisposable
{
    public WorkSignal Work { get; } = new();

    public void Dispose() => Work.Dispose();
}
