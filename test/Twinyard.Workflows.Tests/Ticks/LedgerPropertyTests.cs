using CsCheck;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;
using Twinyard.Workflows.Ticks;

namespace Twinyard.Workflows.Tests.Ticks;

/// <summary>Promise 2: whatever the clock, the server and the deploys do, every tick is on the ledger, once, and has at most one run.</summary>
public sealed class LedgerPropertyTests
{
    private static readonly Gen<ScheduleCase> Schedules =
        from when in OneOf(
            ("rate(1 hour)", "UTC"),
            ("rate(7 minutes)", "UTC"),
            ("cron(0/15 * * * ? *)", "Europe/Berlin"),
            ("cron(30 2 * * ? *)", "Europe/Berlin"),
            ("cron(30 2 * * ? *)", "UTC"),
            ("cron(0 6 ? * 2-6 *)", "America/New_York"),
            ("at(2026-03-29T02:30:00)", "Europe/Berlin"))
        from catchUp in OneOf("none", "last", "all")
        from overlap in OneOf("skip", "allow")
        select new ScheduleCase(when.Item1, when.Item2, catchUp, overlap);

    private static readonly Gen<Step> Steps = Gen.Frequency(
        (4, from seconds in Gen.Int[1, 3 * 86_400] select (Step)new Advance(TimeSpan.FromSeconds(seconds))),
        (2, from seconds in Gen.Int[1, 900] select (Step)new Advance(TimeSpan.FromSeconds(seconds))),
        (2, from seconds in Gen.Int[1, 86_400] select (Step)new Advance(-TimeSpan.FromSeconds(seconds))),
        (4, Gen.Const((Step)new Tick())),
        (3, from schedule in Schedules select (Step)new Deploy(schedule)),
        (1, Gen.Const((Step)new Retire())));

    // Around the last Sundays of March and October, when Europe's clocks are changed.
    private static readonly Gen<(DateTimeOffset Start, Step[] Steps)> Lives =
        Gen.Select(
            OneOf(new DateTimeOffset(2026, 3, 27, 12, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 10, 23, 12, 0, 0, TimeSpan.Zero)),
            Steps.Array[3, 25]);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    [Theory, EveryDatabase]
    public async Task Ledger_AnyDowntimeClockStepAndEdit_HasEveryTickOnce(DatabaseEngine engine) =>
        await Lives.SampleAsync(life => HasEveryTickOnceAsync(engine, life.Start, life.Steps), iter: 20, threads: 1);

    private static async Task HasEveryTickOnceAsync(DatabaseEngine engine, DateTimeOffset start, IReadOnlyList<Step> steps)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        room.Time.AdjustTime(start);
        var model = new LedgerModel();
        var deployed = false;
        foreach (var step in steps.Append(new Tick()))
        {
            var now = room.Time.GetUtcNow();
            switch (step)
            {
                case Advance advance:
                    room.Time.AdjustTime(now + advance.By);
                    break;
                case Tick:
                    await room.TickAsync();
                    model.Pass(now);
                    break;
                case Deploy deploy:
                    await room.DeployAsync("w", deploy.Schedule.Manifest);
                    model.Deploy(deploy.Schedule, now);
                    deployed = true;
                    break;
                case Retire when deployed:
                    await room.DeleteAsync("w");
                    model.Retire(now);
                    deployed = false;
                    break;
            }
        }

        await CompareAsync(room, model);
    }

    private static async Task CompareAsync(WorkflowRoom room, LedgerModel model)
    {
        var lines = await room.Database.ReadAsync(
            session => session.QueryAsync<LedgerLine>(
                """
                SELECT id AS Id, trigger_id AS TriggerId, reference AS Reference, due_at AS DueAt, until_at AS UntilAt, ticks AS Ticks, outcome AS Outcome,
                    reason AS Reason, (SELECT COUNT(*) FROM runs r WHERE r.occurrence_id = o.id) AS Runs
                FROM occurrences o
                """,
                null,
                CancellationToken.None),
            CancellationToken.None);
        lines.Where(line => !line.IsNoSuchTime).SelectMany(model.Of).Order().ShouldBe(model.Ticks());
        lines.Where(line => line.IsNoSuchTime).Select(line => (line.TriggerId, line.Reference)).Order().ShouldBe(model.NoSuchTimes());
        lines.Where(line => line.Runs > 1 || (line.Outcome == "pending" && line.Runs == 0)).ShouldBeEmpty();
    }

    private abstract record Step;

    private sealed record Advance(TimeSpan By) : Step;

    private sealed record Tick : Step;

    private sealed record Deploy(ScheduleCase Schedule) : Step;

    private sealed record Retire : Step;
}
