using System.Text.Json.Nodes;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;

namespace Twinyard.Workflows.Runs;

/// <summary>Tells the bus what becomes of runs, in the transaction that makes it so.</summary>
internal sealed class RunEvents(IEventBus bus, IServerAddress server)
{
    public const string Source = "twinyard.workflows";
    public const string Started = "run.started";

    /// <param name="run">The run as it was when the attempt began.</param>
    /// <param name="state">The state it has now, or <see cref="RunStates.Running"/> for its start.</param>
    public Task PublishAsync(RunRow run, string state, string? error, DbSession session, CancellationToken cancellationToken)
    {
        var detail = new JsonObject
        {
            ["runId"] = run.Id,
            ["workflow"] = run.Workflow,
            ["trigger"] = run.TriggerKind,
            ["commit"] = run.CommitId,
            ["attempt"] = run.Attempt,
        };
        if (error is not null)
        {
            detail["error"] = error;
        }

        if (run.BackupOf is not null)
        {
            detail["backupOf"] = run.BackupOf;
        }

        if (run.ResumedFrom is not null)
        {
            detail["resumedFrom"] = run.ResumedFrom;
        }

        var detailType = state == RunStates.Running ? Started : $"run.{state}";
        var occurrence = new NewEvent(Source, detailType, detail)
        {
            Resources =
            [
                new ResourceName(server.Environment, "workflows", "workflow", run.Workflow).ToString(),
                new ResourceName(server.Environment, "workflows", "run", run.Id).ToString(),
            ],
        };
        return bus.PublishAsync(occurrence, session, cancellationToken);
    }
}
