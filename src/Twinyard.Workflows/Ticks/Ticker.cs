using System.Collections.Concurrent;
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

    private const int WorkflowsARead = 10_000;

    private const int GroupsAtOnce = 4;

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
            var due = await database.ReadAsync(session => triggers.DueWorkflowsAsync(now, WorkflowsARead + broken.Count, session, cancellationToken), cancellationToken);
            var open = due.Where(workflow => !broken.Contains(workflow)).ToList();
            if (open.Count == 0)
            {
                break;
            }

            foreach (var workflow in await LeftOfAllAsync(open, now, cancellationToken))
            {
                if (!await TryAdvanceAsync(workflow, now, cancellationToken))
                {
                    broken.Add(workflow);
                }
            }
        }

        _nextDue = await database.ReadAsync(session => triggers.EarliestDueAsync(session, cancellationToken), cancellationToken);
    }

    /// <summary>Advances workflows in groups, where the database has several writers some of them at the same time.</summary>
    /// <returns>Those to be advanced one by one.</returns>
    private async Task<IReadOnlyCollection<string>> LeftOfAllAsync(IReadOnlyList<string> workflows, long now, CancellationToken cancellationToken)
    {
        var left = new ConcurrentQueue<string>();
        var groups = new ParallelOptions { MaxDegreeOfParallelism = database.Engine == DatabaseEngine.PostgreSql ? GroupsAtOnce : 1, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(workflows.Chunk(WorkflowsAPass), groups, async (group, cancelled) =>
        {
            foreach (var workflow in await LeftAsync(group, now, cancelled))
            {
                left.Enqueue(workflow);
            }
        });
        return left;
    }

    /// <summary>Advances workflows together.</summary>
    /// <returns>Those to be advanced one by one: somebody else holds them, or one of all could not be placed and will show alone which.</returns>
    private async Task<IReadOnlyList<string>> LeftAsync(IReadOnlyList<string> workflows, long now, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync(session => AdvanceFreeAsync(workflows, now, session, cancellationToken), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return workflows;
        }
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

    private async Task<IReadOnlyList<string>> AdvanceFreeAsync(IReadOnlyList<string> workflows, long now, DbSession session, CancellationToken cancellationToken)
    {
        var places = await placement.OpenFreeAsync([.. workflows], session, cancellationToken);
        await AdvanceAsync(places, now, session, cancellationToken);
        return [.. workflows.Where(workflow => !places.ContainsKey(workflow))];
    }

    private async Task AdvanceAsync(string workflow, long now, DbSession session, CancellationToken cancellationToken)
    {
        // Null when the workflow was retired meanwhile; its triggers went with it.
        if (await placement.OpenAsync(workflow, session, cancellationToken) is { } place)
        {
            await AdvanceAsync(new Dictionary<string, WorkflowPlace>(StringComparer.Ordinal) { [workflow] = place }, now, session, cancellationToken);
        }
    }

    private async Task AdvanceAsync(IReadOnlyDictionary<string, WorkflowPlace> places, long now, DbSession session, CancellationToken cancellationToken)
    {
        if (places.Count == 0)
        {
            return;
        }

        var occurrences = new List<(WorkflowPlace Place, NewOccurrence Occurrence)>();
        var moves = new List<TriggerMove>();
        foreach (var trigger in await triggers.DueAsync([.. places.Keys], now, session, cancellationToken))
        {
            var (planned, move) = Plan(trigger, now);
            occurrences.AddRange(planned.Select(occurrence => (places[trigger.Workflow], occurrence)));
            moves.Add(move);
        }

        await placement.PlaceAsync(occurrences, session, cancellationToken);
        await triggers.AdvanceAsync(moves, session, cancellationToken);
    }

    private (IReadOnlyList<NewOccurrence> Occurrences, TriggerMove Move) Plan(TriggerRow trigger, long now)
    {
        var catchUp = Enum.Parse<CatchUp>(trigger.CatchUp, ignoreCase: true);
        var clock = trigger.Clock();
        var ticks = clock.Between(trigger.Position, now, catchUp == CatchUp.All ? RunsAPass : TicksAPass);
        var position = ticks.Count == 0 ? now : ticks[^1];
        var next = clock.NextDueAfter(position);
        var skipped = clock.SkippedBetween(trigger.Position, position).Select(time => NoSuchTime(trigger, time));
        var plan = TickPlan.For(ticks, clock.NextAfter(position) <= now, catchUp, now, (long)options.Value.LateAfter.TotalMicroseconds);
        return ([.. skipped, .. plan.Select(tick => Occurrence(trigger, tick))], new TriggerMove(trigger.Id, position, next));
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
