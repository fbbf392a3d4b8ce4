using Twinyard.Platform.Time;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Ticks;

namespace Twinyard.Workflows.Tests.Ticks;

/// <summary>What the ledger has to say, told from the deploys and the passes of the clock alone, without the ticker's positions.</summary>
internal sealed class LedgerModel
{
    private readonly List<Stretch> _all = [];

    private Stretch? _current;

    public void Deploy(ScheduleCase schedule, DateTimeOffset at)
    {
        var trigger = schedule.TriggerId;
        if (_current is { } current && current.TriggerId == trigger)
        {
            return;
        }

        Retire(at);
        var now = at.ToUnixMicros();
        _current = new Stretch(trigger, schedule.Row(now).Clock(), now) { Until = now };
        _all.Add(_current);
    }

    /// <summary>The schedule held up to now.</summary>
    public void Retire(DateTimeOffset at)
    {
        Pass(at);
        _current = null;
    }

    /// <summary>Somebody looked at the clock: what was due is on the ledger.</summary>
    public void Pass(DateTimeOffset at) => _current?.Until = Math.Max(_current.Until, at.ToUnixMicros());

    /// <summary>Every tick of every schedule while it was deployed, once.</summary>
    public IReadOnlyList<(string Trigger, long Tick)> Ticks() =>
        [.. _all.SelectMany(stretch => stretch.Clock.Between(stretch.From, stretch.Until, int.MaxValue).Select(tick => (stretch.TriggerId, tick))).Distinct().Order()];

    public IReadOnlyList<(string Trigger, string Local)> NoSuchTimes() =>
        [.. _all.SelectMany(stretch => stretch.Clock.SkippedBetween(stretch.From, stretch.Until).Select(skipped => (stretch.TriggerId, skipped.Local.ToString("s")))).Distinct().Order()];

    /// <summary>Ticks that a line of the ledger stands for.</summary>
    public IEnumerable<(string Trigger, long Tick)> Of(LedgerLine line)
    {
        if (line.Ticks == 1)
        {
            return [(line.TriggerId, line.DueAt)];
        }

        var until = line.UntilAt ?? line.DueAt;
        var readings = _all.Where(stretch => stretch.TriggerId == line.TriggerId && stretch.From < line.DueAt && line.DueAt <= stretch.Until)
            .Select(stretch => stretch.Clock.Between(line.DueAt - 1, until, int.MaxValue))
            .ToList();

        // A schedule may have been deployed again after its clock was put back: a rate counts from each deploy, and the line is of the one that ticks at its ends.
        var ticks = readings.FirstOrDefault(ticks => ticks.Count > 0 && ticks[0] == line.DueAt && ticks[^1] == until) ?? readings[0];
        ticks.Count.ShouldBe((int)line.Ticks, "a summary counts the ticks that it stands for");
        return ticks.Select(tick => (line.TriggerId, tick));
    }

    private sealed record Stretch(string TriggerId, TriggerClock Clock, long From)
    {
        public long Until { get; set; }
    }
}

/// <summary>A line as it is stored.</summary>
internal sealed class LedgerLine
{
    public required string Id { get; init; }

    public required string TriggerId { get; init; }

    public required string Reference { get; init; }

    public long DueAt { get; init; }

    public long? UntilAt { get; init; }

    public long Ticks { get; init; }

    public required string Outcome { get; init; }

    public required string Reason { get; init; }

    public long Runs { get; init; }

    public bool IsNoSuchTime => Reason.StartsWith("no such local time", StringComparison.Ordinal);
}

/// <summary>One of the schedules that an edit chooses from.</summary>
internal sealed record ScheduleCase(string Expression, string Zone, string CatchUp, string Overlap)
{
    public string TriggerId => $"w/{TriggerIdentity.Of(new TriggerSpecification(Expression, Zone, null, null))}";

    public string Manifest => $$"""
        run: { script: work.sh, overlap: {{Overlap}} }
        triggers: [ { schedule: {{Expression}}, timezone: {{Zone}}, catch-up: {{CatchUp}} } ]
        role: evaluator
        """;

    public TriggerRow Row(long anchor) => new()
    {
        Id = TriggerId,
        Workflow = "w",
        Kind = "schedule",
        Expression = Expression,
        Timezone = Zone,
        CatchUp = CatchUp,
        Anchor = anchor,
        Position = anchor,
    };
}
