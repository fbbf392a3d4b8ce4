using Twinyard.Platform.Background;

namespace Twinyard.Twins.Development;

/// <summary>Stops kernels that nobody has resumed.</summary>
internal sealed class KernelExpiry(DevelopmentRuns runs) : IBackgroundWork
{
    public string Name => "twins.kernels";

    public TimeSpan Interval => TimeSpan.FromSeconds(15);

    public Task RunOnceAsync(CancellationToken cancellationToken) => runs.ExpireAsync();
}
