using Twinyard.Platform.Background;

namespace Twinyard.Repositories.Checks;

/// <summary>Wakes whoever acts on what has become of checks.</summary>
internal sealed class CheckChanges : IDisposable
{
    public WorkSignal MergeQueue { get; } = new();

    public WorkSignal GitLab { get; } = new();

    public void Raise()
    {
        MergeQueue.Raise();
        GitLab.Raise();
    }

    public void Dispose()
    {
        MergeQueue.Dispose();
        GitLab.Dispose();
    }
}
