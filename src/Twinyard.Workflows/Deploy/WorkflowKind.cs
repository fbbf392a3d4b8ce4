using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Runs;
using Twinyard.Workflows.Ticks;

namespace Twinyard.Workflows.Deploy;

/// <summary>The resource kind <c>workflow</c>: <c>workflows/&lt;name&gt;/workflow.yaml</c>.</summary>
internal sealed class WorkflowKind(
    DeployStore store, TriggerStore triggers, RunStore runs, RunCancellation cancellation, VersionStore versions, TickSignal ticks) : IResourceKind
{
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

    public async Task ApplyAsync(string name, string specification, DeployContext context, DbSession session, CancellationToken cancellationToken)
    {
        await store.PutAsync(name, specification, context, session, cancellationToken);
        await PutTriggersAsync(name, WorkflowSpecification.FromJson(specification), context.At.ToUnixMicros(), session, cancellationToken);
        await triggers.NextGenerationAsync(session, cancellationToken);
        session.OnCommitted(() =>
        {
            versions.Forget(name, context.Commit);
            ticks.Raise();
        });
    }

    public async Task DeleteAsync(string name, DeployContext context, DbSession session, CancellationToken cancellationToken)
    {
        await store.RetireAsync(name, context.At.ToUnixMicros(), session, cancellationToken);
        foreach (var trigger in await triggers.OfWorkflowAsync(name, session, cancellationToken))
        {
            await triggers.DeleteAsync(trigger.Id, session, cancellationToken);
        }

        foreach (var run in await runs.QueuedIdsAsync(name, session, cancellationToken))
        {
            await cancellation.CancelAsync(run, new Verdict(Outcomes.Skipped, "workflow deleted"), session, cancellationToken);
        }

        await triggers.NextGenerationAsync(session, cancellationToken);
        session.OnCommitted(ticks.Raise);
    }

    private async Task PutTriggersAsync(string workflow, WorkflowSpecification specification, long now, DbSession session, CancellationToken cancellationToken)
    {
        var wanted = specification.Triggers.Select(trigger => Row(workflow, trigger, now)).ToList();
        var kept = wanted.Select(row => row.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var old in await triggers.OfWorkflowAsync(workflow, session, cancellationToken))
        {
            if (!kept.Contains(old.Id))
            {
                await triggers.DeleteAsync(old.Id, session, cancellationToken);
            }
        }

        foreach (var row in wanted)
        {
            await triggers.PutAsync(row, session, cancellationToken);
        }
    }

    private static TriggerRow Row(string workflow, TriggerSpecification trigger, long now)
    {
        var id = $"{workflow}/{TriggerIdentity.Of(trigger)}";
        if (trigger.Schedule is not { } schedule)
        {
            return new TriggerRow { Id = id, Workflow = workflow, Kind = NewOccurrence.Event, Expression = trigger.Event?.ToJsonString() ?? "{}", Timezone = "UTC", CatchUp = "none", Anchor = now, Position = now };
        }

        var row = new TriggerRow
        {
            Id = id,
            Workflow = workflow,
            Kind = NewOccurrence.Schedule,
            Expression = schedule,
            Timezone = trigger.Timezone ?? "UTC",
            CatchUp = (trigger.CatchUp ?? CatchUp.Last).ToString().ToLowerInvariant(),
            Anchor = now,
            Position = now,
        };
        return row.WithNextDue();
    }
}
