using Twinyard.Platform.Background;

namespace Twinyard.Workflows.Backfill;

/// <summary>Raised when there are gaps to fill.</summary>
internal sealed class BackfillSignal : IDisposable
{
    public WorkSignal Work { get; } = new();

    public void Raise() => Work.Raise();

    public void Dispose() => Work.Dispose();
}
