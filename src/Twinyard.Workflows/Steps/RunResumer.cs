using System.Globalization;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Reading;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Steps;

/// <summary>
/// Starts a run that goes on from a failed one's steps: of the same occurrence and commit, so that of the failed run, its backup and this one at most
/// one ever commits.
/// </summary>
internal sealed class RunResumer(
    RunStore runs, PlacementStore placement, VersionStore versions, StepStore steps, StepFolders folders, RunQueueSignal queue, IIdGenerator ids, TimeProvider time, IOptions<WorkflowsOptions> options)
{
    /// <param name="from">A step that is executed anew, with all that need it; null for those that did not succeed.</param>
    /// <returns>The id of the new run.</returns>
    public async Task<Result<string>> ResumeAsync(string failed, string? from, DbSession session, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(failed, session, cancellationToken) is not { } row)
        {
            return WorkflowReader.RunNotFound(failed);
        }

        var specification = await versions.GetAsync(row.Workflow, row.CommitId, session, cancellationToken);
        if (await RefuseAsync(row, specification, session, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var declared = specification.Run.Steps ?? [];
        if (from is not null && declared.All(step => step.Name != from))
        {
            string[] names = [.. declared.Select(step => step.Name)];
            return new NotFoundError("step-not-found", $"{row.Workflow} has no step '{from}'.{Suggestion.For(from, names)}", $"Its steps are {string.Join(", ", names)}.");
        }

        var known = await steps.OfRunAsync(failed, session, cancellationToken);
        var restored = StepRestore.Of(declared, known, static _ => true, from);
        var taken = restored.SelectMany(step => step.Units ?? []).Where(unit => unit.Phase == StepPhase.Succeeded).ToList();
        if (taken.Find(unit => !folders.Exists(unit.Row)) is { } gone)
        {
            return Gone(row, gone);
        }

        var id = ids.NewId().ToString();
        await placement.AddResumedAsync(new NewRun(id, row.Workflow, row.OccurrenceId, row.TriggerKind, row.CommitId, row.Exclusive, row.Concurrency, time.NowMicros(), null), failed, session, cancellationToken);
        await steps.PutAsync(id, Rows(restored, known), session, cancellationToken);
        session.OnCommitted(queue.Raise);
        return id;
    }

    private async Task<Error?> RefuseAsync(RunRow row, WorkflowSpecification specification, DbSession session, CancellationToken cancellationToken)
    {
        if (row.BackupOf is not null || specification.Run.Steps is null)
        {
            return new ConflictError("run-without-steps", $"Run {row.Id} is {(row.BackupOf is null ? "of one script" : "a backup")}; only a run with steps can go on from them.", Again(row));
        }

        if (row.State is not (RunStates.Failed or RunStates.TimedOut or RunStates.Cancelled))
        {
            return new ConflictError("run-not-failed", $"Run {row.Id} is {row.State}; one that failed, timed out or was cancelled can be resumed.");
        }

        if (await placement.LockOccurrenceAsync(row.OccurrenceId, session, cancellationToken) is { } committed)
        {
            return new ConflictError("occurrence-committed", $"Run {committed} has committed its outputs for the occurrence of run {row.Id}.", Again(row));
        }

        return await runs.OpenOfAsync(row.OccurrenceId, session, cancellationToken) is { } open
            ? new ConflictError("occurrence-under-way", $"Run {open} of the same occurrence has not ended.", "Wait for it, or cancel it.")
            : null;
    }

    // Those of no step that is taken over need no row: the attempt makes them.
    private static IReadOnlyList<StepRow> Rows(IReadOnlyList<StepProgress> restored, IReadOnlyList<StepRow> known) =>
        [.. restored.Where(step => step.Units is not null).SelectMany(step => step.Units is { Count: > 0 } units ? units.Select(unit => unit.Row) : known.Where(row => row.Step == step.Step.Name))];

    private ConflictError Gone(RunRow row, StepUnit unit) => new(
        "step-outputs-gone",
        string.Create(CultureInfo.InvariantCulture, $"What the step {unit.Label} of run {row.Id} left is gone: it is kept for {options.Value.KeepSteps.TotalHours:0.#} h, and all together up to {ByteSize.Text(options.Value.KeepStepsBytes)}."),
        Again(row));

    private static string Again(RunRow row) => $"`twinyard workflow run {row.Workflow}` starts it from the beginning.";
}
