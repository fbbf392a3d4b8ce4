using System.Text.Json;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Data;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Runs;
using Twinyard.Workflows.Steps;
using Twinyard.Workflows.Ticks;

namespace Twinyard.Workflows.Reading;

/// <summary>Answers what people and programs ask about workflows, ledgers and runs.</summary>
internal sealed class WorkflowReader(Database database, WorkflowReadStore workflows, LedgerStore ledger, RunReadStore runs, RunStore runStore, StepStore steps, TriggerStore triggers)
{
    public Task<Page<WorkflowSummary>> ListAsync(PageRequest page, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var rows = await workflows.ListAsync(page, session, cancellationToken);
                return Page<WorkflowListRow>.Cut(rows, page.Size, row => row.Name).Map(row => row.ToSummary());
            },
            cancellationToken);

    public Task<Result<WorkflowDetail>> GetAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync<Result<WorkflowDetail>>(
            async session =>
            {
                if (await workflows.FindAsync(name, session, cancellationToken) is not { } row)
                {
                    return await NotFoundAsync(name, session, cancellationToken);
                }

                var entries = await triggers.OfWorkflowAsync(name, session, cancellationToken);
                return new WorkflowDetail(
                    row.ToSummary(), row.Proposal, row.Approver, UnixMicros.FromUnixMicros(row.DeployedAt), [.. entries.Select(ToEntry)], Json(row.Specification) ?? default)
                {
                    Steps = StepEntries.Declared(WorkflowSpecification.FromJson(row.Specification).Run),
                };
            },
            cancellationToken);

    public async Task<Result<Page<OccurrenceEntry>>> LedgerAsync(string name, LedgerFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        if (filter.Outcome is { } outcome && Outcomes.Unknown(outcome) is { } unknown)
        {
            return unknown;
        }

        return await database.ReadAsync<Result<Page<OccurrenceEntry>>>(
            async session => await ExistsAsync(name, session, cancellationToken)
                ? await ledger.PageAsync(name, filter, page, session, cancellationToken)
                : await NotFoundAsync(name, session, cancellationToken),
            cancellationToken);
    }

    /// <summary>Whether the name was ever deployed: a retired workflow keeps its ledger.</summary>
    public Task<bool> ExistsAsync(string name, DbSession session, CancellationToken cancellationToken) => workflows.WasDeployedAsync(name, session, cancellationToken);

    public async Task<bool> IsDeployedAsync(string name, DbSession session, CancellationToken cancellationToken) =>
        await workflows.FindAsync(name, session, cancellationToken) is not null;

    public async Task<Result<Page<RunSummary>>> RunsAsync(string? workflow, string? state, PageRequest page, CancellationToken cancellationToken)
    {
        if (state is not null && !RunStates.All.Contains(state))
        {
            return new InvalidError("run-state-unknown", $"'{state}' is not a state of a run.{Suggestion.For(state, [.. RunStates.All])}", $"Use one of {string.Join(", ", RunStates.All.Order())}.");
        }

        var rows = await database.ReadAsync(session => runs.PageAsync(workflow, state, page, session, cancellationToken), cancellationToken);
        return rows.Map(row => row.ToSummary());
    }

    public Task<Result<RunDetail>> RunAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync<Result<RunDetail>>(
            async session =>
            {
                var row = await runStore.FindAsync(id, session, cancellationToken);
                if (row is null || await runs.ContextAsync(row, session, cancellationToken) is not { } context)
                {
                    return RunNotFound(id);
                }

                return ToDetail(
                    row,
                    WorkflowSpecification.FromJson(context.Specification),
                    context,
                    await runs.AttemptsAsync(row, session, cancellationToken),
                    await steps.OfRunAsync(id, session, cancellationToken));
            },
            cancellationToken);

    public Task<NotFoundError> NotFoundAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync(session => NotFoundAsync(name, session, cancellationToken), cancellationToken);

    public async Task<NotFoundError> NotFoundAsync(string name, DbSession session, CancellationToken cancellationToken)
    {
        var names = await workflows.NamesAsync(session, cancellationToken);
        return new NotFoundError("workflow-not-found", $"There is no workflow '{name}'.{Suggestion.For(name, [.. names])}", "A workflow exists when its manifest has been merged; `twinyard workflow list` shows all.");
    }

    public static NotFoundError RunNotFound(string id) => new("run-not-found", $"There is no run '{id}'.", "`twinyard run list` shows them.");

    private static RunDetail ToDetail(
        RunRow row, WorkflowSpecification specification, RunContextRow context, IReadOnlyList<AttemptEntry> attempts, IReadOnlyList<StepRow> steps)
    {
        var script = row.BackupOf is null ? specification.Run.Script : specification.Backup?.Script ?? "";
        return new RunDetail(
            row.ToSummary(),
            row.OccurrenceId,
            UnixMicros.FromUnixMicros(context.DueAt),
            context.Label,
            context.Proposal,
            specification.Role,
            script,
            QueuedRun.Timeout(specification),
            row.Fence,
            Json(context.InputJson),
            Json(context.EventJson),
            Json(row.Result),
            context.BackupRun,
            attempts)
        {
            CommittedAt = UnixMicros.FromUnixMicros(context.CommittedAt),
            ArtifactsRemoved = context.ArtifactsGoneAt is { } gone ? new RemovedArtifacts(UnixMicros.FromUnixMicros(gone), context.ArtifactsGoneWhy ?? "") : null,
            Steps = row.BackupOf is null ? StepEntries.Of(specification.Run, row.Id, steps) : [],
            ResumedBy = context.ResumedBy,
        };
    }

    private static TriggerEntry ToEntry(TriggerRow row) => row.Kind == NewOccurrence.Schedule
        ? new TriggerEntry(row.Id, row.Kind, row.Expression, row.Timezone, row.CatchUp, UnixMicros.FromUnixMicros(row.NextDue))
        : new TriggerEntry(row.Id, row.Kind, row.Expression, null, null, null);

    private static JsonElement? Json(string? text) => text is null ? null : JsonSerializer.Deserialize<JsonElement>(text);
}
