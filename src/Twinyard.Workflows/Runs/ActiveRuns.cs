using System.Collections.Concurrent;
using Twinyard.Platform.Ids;

namespace Twinyard.Workflows.Runs;

/// <summary>The runs that this server executes now.</summary>
internal sealed class ActiveRuns(IIdGenerator ids)
{
    private readonly ConcurrentDictionary<string, Execution> _executions = new(StringComparer.Ordinal);

    /// <summary>The name under which leases are held; unique to this start of this server.</summary>
    public string Owner { get; } = $"server-{ids.NewId()}";

    public IReadOnlyList<string> Ids => [.. _executions.Keys];

    /// <summary>How many of them wait for their twins.</summary>
    public int Waiting => _executions.Values.Count(execution => execution.IsWaiting);

    public Execution Enter(RunRow run, CancellationToken stopping)
    {
        var execution = new Execution(run.Fence, stopping);
        _executions[run.Id] = execution;
        return execution;
    }

    /// <summary>The attempt has ended. A newer one of the same run, which may have begun already, stays.</summary>
    public void Leave(string runId, Execution execution)
    {
        _executions.TryRemove(KeyValuePair.Create(runId, execution));
        execution.Dispose();
    }

    public void Cancel(string runId, string reason)
    {
        if (_executions.TryGetValue(runId, out var execution))
        {
            execution.Cancel(reason);
        }
    }

    /// <summary>The journal has given the run to somebody else, or ended it: its attempt here must stop and may not commit.</summary>
    public void LoseLease(string runId, long? newestFence)
    {
        if (_executions.TryGetValue(runId, out var execution) && execution.Fence != newestFence)
        {
            execution.LoseLease();
        }
    }
}
