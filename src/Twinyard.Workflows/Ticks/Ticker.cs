using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Placement;

namespace Twinyard.Workflows.Ticks;

/// <summary>
/// Brings every tick of every schedule onto the ledger, exactly once: its occurrence, its run and the schedule's position are one
/// transaction. When the clock steps back nothing happens until it is past the position again.
/// </summary>
internal sealed partial class Ticker(
    Database database,
    TriggerStore triggers,
    OccurrencePlacement placement,
    TickSignal changed,
    TimeProvider time,
    IOptions<WorkflowsOptions> options,
    ILogger<Ticker> logger) : IBackgroundWork
{
    /// <summary>Ticks of one schedule that one transaction reads, where most of them will only be counted.</summary>
    public const int TicksAPass = 10_000;

    /// <summary>The same where each of them may become a run.</summary>
    public const int RunsAPass = 100;

    private const int WorkflowsAPass = 500;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private long? _nextDue;

    public string Name => "workflows.ticker";

    /// <summary>Until the next tick, and never so long that another server's deploy would go unnoticed.</summary>
    public TimeSpan Interval
    {
        get
        {
            var wait = _nextDue is { } due ? UnixMicros.FromUnixMicros(due) - time.GetUtcNow() : LongestWait;
            return TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(wait.TotalMilliseconds), 1, LongestWait.TotalMilliseconds));
        }
    }

    public WorkSignal Signal => changed.Work;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var broken = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var now = time.NowMicros();
            var due = await database.ReadAsync(session => triggers.DueWorkflowsAsync(now, WorkflowsAPass + broken.Count, session, cancellationToken), cancellationToken);
            var open = due.Where(workflow => !broken.Contains(workflow)).ToList();
            if (open.Count == 0)
            {
                break;
            }

            foreach (var workflow in open)
            {
                if (!await TryAdvanceAsync(workflow, now, cancellationToken))
                {
                    broken.Add(workflow);
                }
            }
        }

        _nextDue = await database.ReadAsync(session => triggers.EarliestDueAsync(session, cancellationToken), cancellationToken);
    }

    /// <returns>False when this workflow's ticks could not be placed; the others do not wait for it.</returns>
    private async Task<bool> TryAdvanceAsync(string workflow, long now, CancellationToken cancellationToken)
    {
        try
        {
            await database.WriteAsync(session => AdvanceAsync(workflow, now, session, cancellationToken), cancellationToken);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogBroken(e, workflow);
            return false;
        }
    }

    private async Task AdvanceAsync(string workflow, long now, DbSession session, CancellationToken cancellationToken)
    {
        // Null when the workflow was retired meanwhile; its triggers went with it.
        if (await placement.OpenAsync(workflow, session, cancellationToken) is not { } place)
        {
            return;
        }

        foreach (var trigger in await triggers.DueAsync(workflow, now, session, cancellationToken))
        {
            await AdvanceAsync(trigger, place, now, session, cancellationToken);
        }
    }

    private async Task AdvanceAsync(TriggerRow trigger, WorkflowPlace place, long now, DbSession session, CancellationToken cancellationToken)
    {
        var catchUp = Enum.Parse<CatchUp>(trigger.CatchUp, ignoreCase: true);
        var clock = trigger.Clock();
        var ticks = clock.Between(trigger.Position, now, catchUp == CatchUp.All ? RunsAPass : TicksAPass);
        var position = ticks.Count == 0 ? now : ticks[^1];
        var next = clock.NextDueAfter(position);
        var more = next <= now;
        foreach (var skipped in clock.SkippedBetween(trigger.Position, position))
        {
            await placement.PlaceAsync(place, NoSuchTime(trigger, skipped), session, cancellationToken);
        }

        foreach (var tick in TickPlan.For(ticks, more, catchUp, now, (long)options.Value.LateAfter.TotalMicroseconds))
        {
            await placement.PlaceAsync(place, Occurrence(trigger, tick), session, cancellationToken);
        }

        await triggers.AdvanceAsync(trigger.Id, position, next, session, cancellationToken);
    }

    internal static NewOccurrence Occurrence(TriggerRow trigger, PlannedTick tick) => new()
    {
        TriggerId = trigger.Id,
        TriggerKind = NewOccurrence.Schedule,
        Reference = tick.DueAt.ToString(CultureInfo.InvariantCulture),
        Label = trigger.Expression,
        DueAt = tick.DueAt,
        UntilAt = tick.UntilAt,
        Ticks = tick.Ticks,
        Verdict = tick.Verdict,
    };

    internal static NewOccurrence NoSuchTime(TriggerRow trigger, Events.Schedules.SkippedTime skipped) => new()
    {
        TriggerId = trigger.Id,
        TriggerKind = NewOccurrence.Schedule,
        Reference = skipped.Local.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
        Label = trigger.Expression,
        DueAt = skipped.At.ToUnixMicros(),
        Verdict = new Verdict(Outcomes.Skipped, string.Create(CultureInfo.InvariantCulture, $"no such local time: the clock was put forward over {skipped.Local:yyyy-MM-dd HH:mm}")),
    };
}
