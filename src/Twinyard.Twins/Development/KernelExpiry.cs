using Twinyard.Platform.Background;

namespace Twinyard.Twins.Development;

/// <summary>Stops kernels that nobody has resumed, and forgets Jupyter servers that were idle and have stopped.</summary>
internal sealed class KernelExpiry(DevelopmentRuns runs, PersonalTwins persons) : IBackgroundWork
{
    public string Name => "twins.kernels";

    public TimeSpan Interval => TimeSpan.FromSeconds(15);

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await runs.ExpireAsync();
        await persons.SweepAsync(cancellationToken);
    }
}
