using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Backfill;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Runs;
using Twinyard.Workflows.Ticks;
using Twinyard.Workflows.Webhooks;

namespace Twinyard.Workflows.Deploy;

/// <summary>The resource kind <c>workflow</c>: <c>workflows/&lt;name&gt;/workflow.yaml</c>.</summary>
internal sealed class WorkflowKind(
    DeployStore store,
    TriggerStore triggers,
    ScheduleClosing closing,
    OccurrencePlacement placement,
    BackfillStore backfills,
    WebhookSecrets webhooks,
    RunStore runs,
    RunCancellation cancellation,
    VersionStore versions,
    TickSignal ticks) : IResourceKind
{
    private static readonly Verdict Deleted = new(Outcomes.Skipped, "workflow deleted");

    public string Kind => "workflow";

    /// <summary>After the roles and topics that workflows name.</summary>
    public int Order => 100;

    /// <summary>A workflow runs the scripts of its commit, which may have changed beside an unchanged manifest.</summary>
    public bool FollowsCommit => true;

    public ResourceReading Read(ResourceDeclaration declaration)
    {
        var (specification, references) = ManifestReader.Read(declaration);
        return new ResourceReading(specification.ToJson(), references)
        {
            Derived = [.. specification.Alarms.Select(alarm => new DerivedResource("alarm", $"{declaration.Name}/{alarm.Name}", alarm.ToAlarmJson(declaration.Name)))],
        };
    }

    public Task<IReadOnlyDictionary<string, string>> ListAsync(DbSession session, CancellationToken cancellationToken) =>
        store.ListAsync(session, cancellationToken);

    /// <remarks>What its alarms notify is said by the alarms.</remarks>
    public IReadOnlyList<(string Kind, string Name)> Needs(string specification)
    {
        var workflow = WorkflowSpecification.FromJson(specification);
        return [("role", workflow.Role), .. workflow.ReportTopics.Select(topic => ("topic", topic))];
    }

    public async Task ApplyAsync(string name, string specification, DeployContext context, DbSession session, CancellationToken cancellationToken)
    {
        var at = context.At.ToUnixMicros();
        var wanted = WorkflowSpecification.FromJson(specification).Triggers.Select(trigger => TriggerRow.Of(name, trigger, at)).ToList();
        // Before the new version is there, so that the last ticks of the old schedule run what was deployed when they were due.
        var known = await CloseAsync(name, wanted, at, null, session, cancellationToken);
        await store.PutAsync(name, specification, context, session, cancellationToken);
        await PutTriggersAsync(wanted, known, session, cancellationToken);
        await triggers.NextGenerationAsync(session, cancellationToken);
        session.OnCommitted(() =>
        {
            versions.Forget(name, context.Commit);
            ticks.Raise();
        });
    }

    public async Task DeleteAsync(string name, DeployContext context, DbSession session, CancellationToken cancellationToken)
    {
        var at = context.At.ToUnixMicros();
        await CloseAsync(name, [], at, Deleted, session, cancellationToken);
        await store.RetireAsync(name, at, session, cancellationToken);
        await backfills.EndWaitingAsync(name, Deleted, at, session, cancellationToken);
        await webhooks.DeleteAsync(name, session, cancellationToken);
        foreach (var run in await runs.QueuedIdsAsync(name, session, cancellationToken))
        {
            await cancellation.CancelAsync(run, Deleted, session, cancellationToken);
        }

        await triggers.NextGenerationAsync(session, cancellationToken);
        session.OnCommitted(ticks.Raise);
    }

    /// <summary>Takes the triggers away that are not wanted any more, when their ticks are on the ledger.</summary>
    /// <returns>The ids of the triggers that stay.</returns>
    private async Task<IReadOnlySet<string>> CloseAsync(
        string workflow, IReadOnlyList<TriggerRow> wanted, long at, Verdict? instead, DbSession session, CancellationToken cancellationToken)
    {
        var kept = new HashSet<string>(StringComparer.Ordinal);
        // Locked before its triggers are read: a ticker may be about to advance them. A retired workflow has none.
        if (await placement.OpenAsync(workflow, session, cancellationToken) is not { } place)
        {
            return kept;
        }

        foreach (var old in await triggers.OfWorkflowAsync(workflow, session, cancellationToken))
        {
            if (wanted.Any(row => row.Id == old.Id))
            {
                kept.Add(old.Id);
                continue;
            }

            await closing.CloseAsync(old, place, at, instead, session, cancellationToken);
            await triggers.DeleteAsync(old.Id, session, cancellationToken);
        }

        return kept;
    }

    private async Task PutTriggersAsync(IReadOnlyList<TriggerRow> wanted, IReadOnlySet<string> known, DbSession session, CancellationToken cancellationToken)
    {
        foreach (var row in wanted)
        {
            await triggers.PutAsync(known.Contains(row.Id) ? row : await NewAsync(row, session, cancellationToken), session, cancellationToken);
        }
    }

    /// <summary>
    /// A schedule that comes back goes on behind its newest tick on the ledger, which a clock that was put back since may lie before. A rate
    /// counts from its deploy, so its ticks are others.
    /// </summary>
    private async Task<TriggerRow> NewAsync(TriggerRow row, DbSession session, CancellationToken cancellationToken)
    {
        if (row.Kind != NewOccurrence.Schedule)
        {
            return row;
        }

        var newest = row.Expression.TrimStart().StartsWith("rate", StringComparison.Ordinal) ? null : await triggers.NewestTickAsync(row.Id, session, cancellationToken);
        return row.From(Math.Max(row.Position, newest ?? row.Position));
    }
}
