using Twinyard.Simulation;

namespace Twinyard.Cli.Commands.Demo;

/// <summary>A simulated fleet that runs until it is disposed.</summary>
internal sealed class RunningFleet : IAsyncDisposable
{
    private readonly SimulatedFleet _fleet;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public RunningFleet(SimulatedFleet fleet)
    {
        _fleet = fleet;
        _running = fleet.RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _fleet.Dispose();
        _stop.Dispose();
    }
}
