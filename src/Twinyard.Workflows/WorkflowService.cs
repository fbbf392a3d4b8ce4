using System.Text;
using System.Text.Json;
using Twinyard.Access;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Invoker;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Reading;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows;

internal sealed class WorkflowService(
    Database database,
    WorkflowReader reader,
    OccurrencePlacement placement,
    BackupStarter backups,
    RunCancellation cancellation,
    RunStore runs,
    RunLog log,
    IIdGenerator ids,
    TimeProvider time) : IWorkflows
{
    private const int MaximumInput = 64 * 1024;

    public Task<Page<WorkflowSummary>> ListAsync(PageRequest page, CancellationToken cancellationToken) => reader.ListAsync(page, cancellationToken);

    public Task<Result<WorkflowDetail>> GetAsync(string name, CancellationToken cancellationToken) => reader.GetAsync(name, cancellationToken);

    public Task<Result<Page<OccurrenceEntry>>> LedgerAsync(string name, PageRequest page, CancellationToken cancellationToken) =>
        reader.LedgerAsync(name, null, page, cancellationToken);

    public async Task<Result<Page<OccurrenceEntry>>> LedgerAsync(string name, string outcome, PageRequest page, CancellationToken cancellationToken) =>
        Outcomes.Unknown(outcome) is { } unknown ? unknown : await reader.LedgerAsync(name, outcome, page, cancellationToken);

    public Task<Result<Page<RunSummary>>> RunsAsync(string? workflow, string? state, PageRequest page, CancellationToken cancellationToken) =>
        reader.RunsAsync(workflow, state, page, cancellationToken);

    public Task<Result<RunDetail>> RunAsync(string id, CancellationToken cancellationToken) => reader.RunAsync(id, cancellationToken);

    public async Task<Result<RunDetail>> StartAsync(string name, StartRunRequest request, Principal principal, CancellationToken cancellationToken)
    {
        var input = request.Input is { ValueKind: not JsonValueKind.Undefined } given ? JsonSerializer.Serialize(given) : null;
        if (input is not null && Encoding.UTF8.GetByteCount(input) > MaximumInput)
        {
            return new LimitError("input-too-large", $"The input has {Encoding.UTF8.GetByteCount(input):N0} bytes; at most {MaximumInput:N0} are taken.", "Put the data into a bucket and its key into the input.");
        }

        var started = request.BackupOf is { } failed
            ? await database.TryWriteAsync(session => backups.StartAsync(name, failed, session, cancellationToken), cancellationToken)
            : await database.WriteAsync(session => PlaceAsync(name, input, principal, session, cancellationToken), cancellationToken);
        return started.IsOk ? await reader.RunAsync(started.Value, cancellationToken) : started.Error;
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

    private async Task<Result<string>> PlaceAsync(string name, string? input, Principal principal, DbSession session, CancellationToken cancellationToken)
    {
        if (await placement.OpenAsync(name, session, cancellationToken) is not { } place)
        {
            return await reader.NotFoundAsync(name, session, cancellationToken);
        }

        var request = new NewOccurrence
        {
            TriggerId = $"{name}/{NewOccurrence.Manual}",
            TriggerKind = NewOccurrence.Manual,
            Reference = ids.NewId().ToString(),
            Label = $"{principal.Kind}/{principal.Name}",
            DueAt = time.NowMicros(),
            InputJson = input,
        };
        var placed = await placement.PlaceAsync(place, request, session, cancellationToken)
            ?? throw new InvalidOperationException($"The request id {request.Reference} was given out twice.");
        return placed.RunId is { } runId
            ? runId
            : new ConflictError("run-skipped", $"{name} was not started: {placed.Verdict?.Reason}.", "Wait for the run to end, cancel it, or choose another overlap policy in the manifest.");
    }
}
