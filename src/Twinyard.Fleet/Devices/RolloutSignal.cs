using Twinyard.Platform.Background;

namespace Twinyard.Fleet.Devices;

/// <summary>Raised when a device reported or a rollout was changed, so that rollouts are looked at soon.</summary>
internal sealed class RolloutSignal : IDisposable
{
    public WorkSignal Signal { get; } = new();

    public void Dispose() => Signal.Dispose();
}
