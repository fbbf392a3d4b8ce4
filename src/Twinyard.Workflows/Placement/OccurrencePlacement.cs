using Microsoft.Extensions.Options;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Placement;

/// <summary>
/// The one way onto the ledger: writes an occurrence and, unless the overlap policy or an earlier verdict says no, its run, in the
/// caller's transaction. An occurrence that its trigger has already is ignored.
/// </summary>
internal sealed class OccurrencePlacement(
    PlacementStore store, RunCancellation cancellation, RunQueueSignal queue, IIdGenerator ids, TimeProvider time, IOptions<WorkflowsOptions> options)
{
    /// <summary>Locks the workflow and opens its place in this unit of work.</summary>
    /// <returns>Null when the workflow does not exist or was retired.</returns>
    public async Task<WorkflowPlace?> OpenAsync(string workflow, DbSession session, CancellationToken cancellationToken)
    {
        if (await store.LockWorkflowAsync(workflow, session, cancellationToken) is not { } row)
        {
            return null;
        }

        var deployed = new DeployedWorkflow(row.Name, row.CommitId, WorkflowSpecification.FromJson(row.Specification));
        var active = await store.ActiveRunsAsync(workflow, options.Value.MaximumWaitingRuns, session, cancellationToken);
        return new WorkflowPlace(deployed, [.. active]);
    }

    /// <returns>Null when the trigger has this occurrence already.</returns>
    public async Task<PlacedOccurrence?> PlaceAsync(WorkflowPlace place, NewOccurrence occurrence, DbSession session, CancellationToken cancellationToken)
    {
        var now = time.NowMicros();
        var policy = place.Workflow.Specification.Run.Overlap;
        var decision = occurrence.Verdict is { } verdict
            ? new OverlapDecision(verdict, [])
            : OverlapDecision.For(policy, place.Active, options.Value.MaximumWaitingRuns);
        var id = ids.NewId().ToString();
        if (!await store.AddOccurrenceAsync(id, place.Workflow.Name, occurrence, decision.Verdict, now, session, cancellationToken))
        {
            return null;
        }

        if (decision.Verdict is not null)
        {
            return new PlacedOccurrence(id, null, decision.Verdict);
        }

        var runId = ids.NewId().ToString();
        foreach (var other in decision.GiveWay)
        {
            await cancellation.CancelAsync(other.Id, new Verdict(Outcomes.Superseded, $"run {runId} took its place (overlap: cancel-other)"), session, cancellationToken);
            place.Active.RemoveAll(run => run.Id == other.Id && run.State == RunStates.Queued);
        }

        await store.AddRunAsync(new NewRun(runId, place.Workflow.Name, id, occurrence.TriggerKind, place.Workflow.Commit, policy == OverlapPolicy.Allow ? 0 : 1, now, null), session, cancellationToken);
        place.Active.Add(new ActiveRun { Id = runId, State = RunStates.Queued });
        session.OnCommitted(queue.Raise);
        return new PlacedOccurrence(id, runId, null);
    }
}
