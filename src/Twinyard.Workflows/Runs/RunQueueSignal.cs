using Twinyard.Platform.Background;

namespace Twinyard.Workflows.Runs;

/// <summary>Raised when a run may start: one was queued, or one has ended.</summary>
internal sealed class RunQueueSignal : IDisposable
{
    public WorkSignal Work { get; } = new();

    public void Raise() => Work.Raise();

    public void Dispose() => Work.Dispose();
}
