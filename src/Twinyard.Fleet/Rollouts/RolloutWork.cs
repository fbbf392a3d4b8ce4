using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Twinyard.Fleet.Devices;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;

namespace Twinyard.Fleet.Rollouts;

/// <summary>Looks at every open rollout and takes its next step, if there is one. A rollout that cannot move holds up no other.</summary>
internal sealed partial class RolloutWork(RolloutSteps steps, Database database, RolloutSignal signal, IOptions<FleetOptions> options, ILogger<RolloutWork> logger) : IBackgroundWork
{
    public string Name => "rollouts";

    public TimeSpan Interval => options.Value.RolloutInterval;

    public WorkSignal Signal => signal.Signal;

    public bool IsForElectedNode => true;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        foreach (var rollout in await database.ReadAsync(session => RolloutStore.ListOpenAsync(session, cancellationToken), cancellationToken))
        {
            try
            {
                if (await steps.StepAsync(rollout, cancellationToken) is { } reason)
                {
                    LogMoved(rollout.Id, rollout.Model, rollout.Version, reason);
                    Signal.Raise();
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e, rollout.Id);
            }
        }
    }
}
