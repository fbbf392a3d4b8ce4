using Twinyard.Platform.Background;

namespace Twinyard.Workflows.Records;

/// <summary>Writes what runs have read.</summary>
internal sealed class RunReadWriter(RunReads reads) : IBackgroundWork
{
    public string Name => "workflows.reads";

    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    public Task RunOnceAsync(CancellationToken cancellationToken) => reads.WriteAsync(cancellationToken);
}
