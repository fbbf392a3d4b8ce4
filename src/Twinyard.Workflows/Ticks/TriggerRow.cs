using Twinyard.Events.Schedules;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Placement;

namespace Twinyard.Workflows.Ticks;

/// <summary>A row of <c>workflow_triggers</c>.</summary>
internal sealed class TriggerRow
{
    /// <summary>The select list that fills this.</summary>
    public const string Columns =
        """
        id AS Id, workflow AS Workflow, kind AS Kind, expression AS Expression, timezone AS Timezone, catch_up AS CatchUp,
        anchor AS Anchor, position AS Position, next_due AS NextDue
        """;

    public required string Id { get; init; }

    public required string Workflow { get; init; }

    public required string Kind { get; init; }

    /// <summary>The schedule expression, or the event pattern as JSON.</summary>
    public required string Expression { get; init; }

    public required string Timezone { get; init; }

    public required string CatchUp { get; init; }

    public long Anchor { get; init; }

    /// <summary>Every tick up to it is on the ledger.</summary>
    public long Position { get; init; }

    public long? NextDue { get; init; }

    /// <summary>The row of a declared trigger that counts from a time on.</summary>
    public static TriggerRow Of(string workflow, TriggerSpecification trigger, long now) => trigger.Schedule is { } schedule
        ? new TriggerRow
        {
            Id = IdOf(workflow, trigger),
            Workflow = workflow,
            Kind = NewOccurrence.Schedule,
            Expression = schedule,
            Timezone = trigger.Timezone ?? "UTC",
            CatchUp = (trigger.CatchUp ?? Manifests.CatchUp.Last).ToString().ToLowerInvariant(),
            Anchor = now,
            Position = now,
        }
        : new TriggerRow
        {
            Id = IdOf(workflow, trigger),
            Workflow = workflow,
            Kind = NewOccurrence.Event,
            Expression = trigger.Event?.ToJsonString() ?? "{}",
            Timezone = "UTC",
            CatchUp = "none",
            Anchor = now,
            Position = now,
        };

    /// <summary>The same across deploys for the same trigger of the same workflow.</summary>
    public static string IdOf(string workflow, TriggerSpecification trigger) => $"{workflow}/{TriggerIdentity.Of(trigger)}";

    /// <exception cref="InvalidOperationException">What a deploy had checked is not valid any more, such as a zone that left the machine's tzdata.</exception>
    public TriggerClock Clock() => new(
        ScheduleExpression.Parse(Expression).Value,
        ScheduleZone.Find(Timezone).Value,
        UnixMicros.FromUnixMicros(Anchor));

    /// <summary>The same from another position on, with what is due after it.</summary>
    public TriggerRow From(long position) => new()
    {
        Id = Id,
        Workflow = Workflow,
        Kind = Kind,
        Expression = Expression,
        Timezone = Timezone,
        CatchUp = CatchUp,
        Anchor = Anchor,
        Position = position,
        NextDue = Clock().NextDueAfter(position),
    };
}
