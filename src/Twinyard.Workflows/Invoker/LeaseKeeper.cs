using Microsoft.Extensions.Options;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Invoker;

/// <summary>The heartbeat of this server's runs: prolongs their leases and learns who has to stop.</summary>
internal sealed class LeaseKeeper(Database database, RunStore runs, ActiveRuns active, CancelSignal cancelled, TimeProvider time, IOptions<WorkflowsOptions> options) : IBackgroundWork
{
    public string Name => "workflows.leases";

    public TimeSpan Interval => options.Value.Lease / 6;

    public WorkSignal Signal => cancelled.Work;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var ids = active.Ids;
        if (ids.Count == 0)
        {
            return;
        }

        var until = (time.GetUtcNow() + options.Value.Lease).ToUnixMicros();
        var held = await database.WriteAsync(session => runs.HeartbeatAsync(ids, active.Owner, until, session, cancellationToken), cancellationToken);
        var byId = held.ToDictionary(lease => lease.Id, StringComparer.Ordinal);
        foreach (var id in ids)
        {
            var lease = byId.GetValueOrDefault(id);
            active.LoseLease(id, lease?.Fence);
            if (lease?.CancelReason is { } reason)
            {
                active.Cancel(id, reason);
            }
        }
    }
}
