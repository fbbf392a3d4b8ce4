using Twinyard.Platform.Background;

namespace Twinyard.Workflows.Runs;

/// <summary>Raised when a run under way was asked to end: whichever server executes it looks at once, and not with its next heartbeat.</summary>
internal sealed class CancelSignal : IDisposable
{
    public WorkSignal Work { get; } = new();

    public void Dispose() => Work.Dispose();
}
