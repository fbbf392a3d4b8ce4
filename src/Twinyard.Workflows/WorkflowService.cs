using System.Text;
using System.Text.Json;
using Twinyard.Access;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Backfill;
using Twinyard.Workflows.Invoker;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Reading;
using Twinyard.Workflows.Records;
using Twinyard.Workflows.Runs;
using Twinyard.Workflows.Steps;

namespace Twinyard.Workflows;

internal sealed class WorkflowService(
    Database database,
    WorkflowReader reader,
    StartGroup starts,
    BackupStarter backups,
    RunResumer resumer,
    RunCancellation cancellation,
    RunStore runs,
    RunLog log,
    RunArtifacts artifacts,
    RunRecordReader records,
    ScheduleBackfill backfill,
    IIdGenerator ids,
    TimeProvider time) : IWorkflows
{
    private const int MaximumInput = 64 * 1024;

    public Task<Page<WorkflowSummary>> ListAsync(PageRequest page, CancellationToken cancellationToken) => reader.ListAsync(page, cancellationToken);

    public Task<Result<WorkflowDetail>> GetAsync(string name, CancellationToken cancellationToken) => reader.GetAsync(name, cancellationToken);

    public Task<Result<Page<OccurrenceEntry>>> LedgerAsync(string name, PageRequest page, CancellationToken cancellationToken) =>
        reader.LedgerAsync(name, LedgerFilter.Everything, page, cancellationToken);

    public Task<Result<Page<OccurrenceEntry>>> LedgerAsync(string name, LedgerFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        reader.LedgerAsync(name, filter, page, cancellationToken);

    public Task<Result<BackfillPlan>> BackfillAsync(string name, BackfillRequest request, Principal principal, CancellationToken cancellationToken) =>
        backfill.FillAsync(name, request, principal, cancellationToken);

    public Task<Result<BackfillProgress>> BackfillProgressAsync(string name, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        backfill.ProgressAsync(name, from, to, cancellationToken);

    public Task<Result<int>> StopBackfillAsync(string name, Principal principal, CancellationToken cancellationToken) => backfill.StopAsync(name, principal, cancellationToken);

    public Task<Result<Page<RunSummary>>> RunsAsync(string? workflow, string? state, PageRequest page, CancellationToken cancellationToken) =>
        reader.RunsAsync(workflow, state, page, cancellationToken);

    public Task<Result<RunDetail>> RunAsync(string id, CancellationToken cancellationToken) => reader.RunAsync(id, cancellationToken);

    public Task<Result<RunRecord>> RecordAsync(string id, CancellationToken cancellationToken) => records.ReadAsync(id, cancellationToken);

    public async Task<Result<IReadOnlyList<RunArtifact>>> ArtifactsAsync(string id, CancellationToken cancellationToken)
    {
        var run = await reader.RunAsync(id, cancellationToken);
        return run.IsOk ? Result<IReadOnlyList<RunArtifact>>.Ok(artifacts.List(run.Value)) : run.Error;
    }

    public async Task<Result<byte[]>> ArtifactAsync(string id, string name, int? attempt, CancellationToken cancellationToken)
    {
        var run = await reader.RunAsync(id, cancellationToken);
        return run.IsOk ? await artifacts.ReadAsync(run.Value, name, attempt, cancellationToken) : run.Error;
    }

    public async Task<Result<RunDetail>> StartAsync(string name, StartRunRequest request, Principal principal, CancellationToken cancellationToken)
    {
        var input = request.Input is { ValueKind: not JsonValueKind.Undefined } given ? JsonSerializer.Serialize(given) : null;
        if (input is not null && Encoding.UTF8.GetByteCount(input) > MaximumInput)
        {
            return new LimitError("input-too-large", $"The input has {Encoding.UTF8.GetByteCount(input):N0} bytes; at most {MaximumInput:N0} are taken.", "Put the data into a bucket and its key into the input.");
        }

        if (request.BackupOf is not { } failed)
        {
            return await StartAsync(name, input, principal, cancellationToken);
        }

        var backup = await database.TryWriteAsync(session => backups.StartAsync(name, failed, session, cancellationToken), cancellationToken);
        return backup.IsOk ? await reader.RunAsync(backup.Value, cancellationToken) : backup.Error;
    }

    public async Task<Result<RunDetail>> ResumeAsync(string id, ResumeRunRequest request, CancellationToken cancellationToken)
    {
        var resumed = await database.TryWriteAsync(session => resumer.ResumeAsync(id, request.From, session, cancellationToken), cancellationToken);
        return resumed.IsOk ? await reader.RunAsync(resumed.Value, cancellationToken) : resumed.Error;
    }

    public async Task<Result<RunDetail>> CancelAsync(string id, Principal principal, CancellationToken cancellationToken)
    {
        var verdict = new Verdict(Outcomes.Cancelled, $"cancelled by {principal.Name}");
        if (!await database.WriteAsync(session => cancellation.CancelAsync(id, verdict, session, cancellationToken), cancellationToken))
        {
            return await database.ReadAsync(session => runs.FindAsync(id, session, cancellationToken), cancellationToken) is { } run
                ? new ConflictError("run-not-cancellable", $"Run {id} is {run.State} and cannot be cancelled any more.")
                : WorkflowReader.RunNotFound(id);
        }

        var detail = await reader.RunAsync(id, cancellationToken);
        if (detail is { IsOk: true, Value.Summary.State: RunStates.Cancelled })
        {
            await log.CompleteAsync(id);
        }

        return detail;
    }

    private async Task<Result<RunDetail>> StartAsync(string name, string? input, Principal principal, CancellationToken cancellationToken)
    {
        var occurrence = new NewOccurrence
        {
            TriggerId = $"{name}/{NewOccurrence.Manual}",
            TriggerKind = NewOccurrence.Manual,
            Reference = ids.NewId().ToString(),
            Label = $"{principal.Kind}/{principal.Name}",
            DueAt = time.NowMicros(),
            InputJson = input,
        };
        if (await starts.PlaceAsync(new StartRequest(name, occurrence), cancellationToken) is not { } start)
        {
            return await reader.NotFoundAsync(name, cancellationToken);
        }

        return start.Placed.RunId is { } runId
            ? QueuedRun.Detail(runId, start, occurrence)
            : new ConflictError("run-skipped", $"{name} was not started: {start.Placed.Verdict?.Reason}.", "Wait for the run to end, cancel it, or choose another overlap policy in the manifest.");
    }
}
