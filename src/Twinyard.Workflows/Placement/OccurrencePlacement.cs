using Microsoft.Extensions.Options;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Placement;

/// <summary>
/// The one way onto the ledger: writes occurrences and, unless the overlap policy or an earlier verdict says no, their runs, in the
/// caller's transaction. An occurrence that its trigger has already is ignored.
/// </summary>
internal sealed class OccurrencePlacement(
    PlacementStore store,
    DeployedWorkflows workflows,
    WaitingEstimates waiting,
    RunCancellation cancellation,
    RunQueueSignal queue,
    IIdGenerator ids,
    TimeProvider time,
    IOptions<WorkflowsOptions> options)
{
    /// <summary>Locks the workflow, waiting for whoever holds it, and opens its place in this unit of work.</summary>
    /// <returns>Null when the workflow does not exist or was retired.</returns>
    public async Task<WorkflowPlace?> OpenAsync(string workflow, DbSession session, CancellationToken cancellationToken)
    {
        if (await store.LockWorkflowAsync(workflow, session, cancellationToken) is not { } row)
        {
            return null;
        }

        return (await OpenAsync([row], session, cancellationToken)).Single();
    }

    /// <summary>
    /// Opens those of several places at once which nobody else has open. A unit of work that has many places open waits for none, so that
    /// it cannot wait in a circle.
    /// </summary>
    /// <returns>By the workflow's name. Any other is open elsewhere, or does not exist: <see cref="OpenAsync"/>, by itself, tells.</returns>
    public async Task<IReadOnlyDictionary<string, WorkflowPlace>> OpenFreeAsync(string[] names, DbSession session, CancellationToken cancellationToken)
    {
        var rows = await store.LockFreeWorkflowsAsync(names, session, cancellationToken);
        return (await OpenAsync(rows, session, cancellationToken)).ToDictionary(place => place.Workflow.Name, StringComparer.Ordinal);
    }

    /// <returns>Null when the trigger has this occurrence already.</returns>
    public async Task<PlacedOccurrence?> PlaceAsync(WorkflowPlace place, NewOccurrence occurrence, DbSession session, CancellationToken cancellationToken) =>
        (await PlaceAsync([(place, occurrence)], session, cancellationToken))[0];

    /// <summary>Places occurrences one after the other, each judged with those before it, and writes them together.</summary>
    /// <returns>For each in their order; null where the trigger has the occurrence already.</returns>
    public async Task<IReadOnlyList<PlacedOccurrence?>> PlaceAsync(
        IReadOnlyList<(WorkflowPlace Place, NewOccurrence Occurrence)> occurrences, DbSession session, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(occurrences, session, cancellationToken);
        var pending = new PendingRows(store);
        var placed = new List<PlacedOccurrence?>(occurrences.Count);
        foreach (var (place, occurrence) in occurrences)
        {
            placed.Add(known.Add(occurrence.Key) ? await PlaceAsync(place, occurrence, pending, session, cancellationToken) : null);
        }

        await pending.WriteAsync(session, cancellationToken);
        if (placed.Any(one => one?.RunId is not null))
        {
            session.OnCommitted(queue.Raise);
        }

        return placed;
    }

    private async Task<IReadOnlyList<WorkflowPlace>> OpenAsync(IReadOnlyList<WorkflowRow> locked, DbSession session, CancellationToken cancellationToken)
    {
        var places = new List<WorkflowPlace>(locked.Count);
        var counted = new List<DeployedWorkflow>();
        foreach (var row in locked)
        {
            var workflow = await workflows.GetAsync(row, session, cancellationToken);
            if (!WorkflowPlace.NeedsRuns(workflow) && waiting.Of(workflow.Name) is { } most)
            {
                places.Add(new WorkflowPlace(workflow, most));
            }
            else
            {
                counted.Add(workflow);
            }
        }

        if (counted.Count > 0)
        {
            var active = (await store.ActiveAsync([.. counted.Select(workflow => workflow.Name)], session, cancellationToken)).ToDictionary(runs => runs.Workflow, StringComparer.Ordinal);
            foreach (var workflow in counted)
            {
                var runs = active.GetValueOrDefault(workflow.Name);
                waiting.Counted(workflow.Name, runs?.Waiting ?? 0);
                places.Add(new WorkflowPlace(workflow, runs));
            }
        }

        return places;
    }

    private async Task<PlacedOccurrence> PlaceAsync(
        WorkflowPlace place, NewOccurrence occurrence, PendingRows pending, DbSession session, CancellationToken cancellationToken)
    {
        var now = time.NowMicros();
        var decision = await DecideAsync(place, occurrence, pending, session, cancellationToken);
        var id = ids.NewId().ToString();
        pending.Occurrences.Add(OccurrenceRow.Of(id, place.Workflow.Name, occurrence, decision.Verdict, now));
        if (decision.Verdict is not null)
        {
            return new PlacedOccurrence(id, now, null, decision.Verdict);
        }

        var runId = ids.NewId().ToString();
        if (decision.OthersGiveWay)
        {
            // Those that give way may be pending themselves.
            await pending.WriteAsync(session, cancellationToken);
            await MakeWayAsync(place, runId, session, cancellationToken);
        }

        var run = place.Workflow.Specification.Run;
        pending.Runs.Add(new NewRun(
            runId, place.Workflow.Name, id, occurrence.TriggerKind, place.Workflow.Commit, run.IsExclusive ? 1 : 0, run.Concurrency ?? 0, now, null));
        place.Queued(runId);
        waiting.Queued(place.Workflow.Name);
        return new PlacedOccurrence(id, now, runId, null);
    }

    private async Task<OverlapDecision> DecideAsync(
        WorkflowPlace place, NewOccurrence occurrence, PendingRows pending, DbSession session, CancellationToken cancellationToken)
    {
        if (occurrence.Verdict is { } verdict)
        {
            return new OverlapDecision(verdict, false);
        }

        var decision = OverlapDecision.For(place, options.Value.MaximumWaitingRuns);
        if (decision.Verdict is null || !place.IsEstimated)
        {
            return decision;
        }

        // So many may have waited once. What this unit of work queues counts too.
        await pending.WriteAsync(session, cancellationToken);
        await CountAsync(place, session, cancellationToken);
        return OverlapDecision.For(place, options.Value.MaximumWaitingRuns);
    }

    private async Task MakeWayAsync(WorkflowPlace place, string runId, DbSession session, CancellationToken cancellationToken)
    {
        var verdict = new Verdict(Outcomes.Superseded, $"run {runId} took its place (overlap: cancel-other)");
        foreach (var other in await store.CancellableAsync(place.Workflow.Name, session, cancellationToken))
        {
            await cancellation.CancelAsync(other, verdict, session, cancellationToken);
        }

        await CountAsync(place, session, cancellationToken);
    }

    private async Task CountAsync(WorkflowPlace place, DbSession session, CancellationToken cancellationToken)
    {
        place.Replace((await store.ActiveAsync([place.Workflow.Name], session, cancellationToken)).FirstOrDefault());
        waiting.Counted(place.Workflow.Name, place.Waiting);
    }

    // The places are locked, and nobody else adds to their triggers meanwhile. What somebody asked for just now cannot be there.
    private async Task<HashSet<OccurrenceKey>> KnownAsync(
        IReadOnlyList<(WorkflowPlace Place, NewOccurrence Occurrence)> occurrences, DbSession session, CancellationToken cancellationToken)
    {
        var keys = occurrences.Where(one => one.Occurrence.TriggerKind != NewOccurrence.Manual).Select(one => one.Occurrence.Key).ToList();
        return keys.Count == 0 ? [] : [.. await store.KnownAsync(keys, session, cancellationToken)];
    }

    private sealed class PendingRows(PlacementStore store)
    {
        public List<OccurrenceRow> Occurrences { get; } = [];

        public List<NewRun> Runs { get; } = [];

        public async Task WriteAsync(DbSession session, CancellationToken cancellationToken)
        {
            if (Occurrences.Count > 0)
            {
                await store.AddOccurrencesAsync(Occurrences, session, cancellationToken);
                Occurrences.Clear();
            }

            if (Runs.Count > 0)
            {
                await store.AddRunsAsync(Runs, session, cancellationToken);
                Runs.Clear();
            }
        }
    }
}
