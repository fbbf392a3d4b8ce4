using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Workflows.Tests.Backfill;

public sealed class BackfillTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Backfill_MissedTicks_EachGetsOneRunAndKnowsWhenItWasDue(DatabaseEngine engine)
    {
        await using var room = await WithMissedAsync(engine, hours: 5);

        var plan = await FillAsync(room, 1, 10);
        await FeedAsync(room);

        plan.Gaps.Select(gap => (gap.DueAt, gap.Because)).ShouldBe(Hours(1, 5).Select(hour => (hour, "missed")));
        plan.Ticks.ShouldBe(5);
        var filled = (await room.LedgerAsync("w")).Where(entry => entry.Trigger == "backfill").Reverse().ToList();
        filled.Select(entry => (entry.DueAt, entry.Outcome, entry.RunIds.Count)).ShouldBe(Hours(1, 5).Select(hour => (hour, "ran", 1)));
        room.Twin.Runs.Select(run => run.Variables["TWINYARD_DUE_AT"]).ShouldBe(Hours(1, 5).Select(hour => $"{hour:yyyy-MM-dd'T'HH:mm:ss}Z"));
        room.Twin.Runs.All(run => run.Variables["TWINYARD_BACKFILL"] == "1").ShouldBeTrue();
        (await room.LedgerAsync("w")).Count(entry => entry.Outcome == "missed").ShouldBe(5, "what became of a tick when it was due stays");
    }

    [Theory, EveryDatabase]
    public async Task Backfill_AskedTwice_NothingIsFilledTwice(DatabaseEngine engine)
    {
        await using var room = await WithMissedAsync(engine, hours: 5);
        (await FillAsync(room, 2, 4)).Gaps.Count.ShouldBe(2);
        (await FillAsync(room, 2, 4)).Gaps.ShouldBeEmpty("they wait already");
        await FeedAsync(room);

        var again = await FillAsync(room, 1, 10);
        await FeedAsync(room);

        again.Gaps.Select(gap => gap.DueAt).ShouldBe([.. Hours(1, 1), .. Hours(4, 5)]);
        room.Twin.Runs.Count.ShouldBe(5);
    }

    [Theory, EveryDatabase]
    public async Task Backfill_DryRun_ChangesNothing(DatabaseEngine engine)
    {
        await using var room = await WithMissedAsync(engine, hours: 3);

        var plan = (await room.Workflows.BackfillAsync("w", new BackfillRequest(WorkflowRoom.Start.AddHours(1), WorkflowRoom.Start.AddHours(9), DryRun: true), WorkflowRoom.Alice, None)).Value;
        await FeedAsync(room);

        plan.Gaps.Count.ShouldBe(3);
        (await room.LedgerAsync("w")).Count.ShouldBe(3);
        room.Twin.Runs.ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Backfill_Failed_IsAGapOnlyWhenAskedFor(DatabaseEngine engine)
    {
        await using var room = await WithMissedAsync(engine, hours: 2);
        room.Twin.Fails("work.sh");
        await FillAsync(room, 1, 9);
        await FeedAsync(room);
        (await FillAsync(room, 1, 9)).Gaps.ShouldBeEmpty();
        room.Twin.Scripts.Clear();

        var plan = await FillAsync(room, 1, 9, failed: true);
        await FeedAsync(room);

        plan.Gaps.Select(gap => gap.Because).ShouldBe(["failed", "failed"]);
        (await room.LedgerAsync("w")).Count(entry => entry.Outcome == "ran").ShouldBe(2);
        (await FillAsync(room, 1, 9, failed: true)).Gaps.ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Backfill_TicksBeforeTheDeployAndInASummary_AreGapsToo(DatabaseEngine engine)
    {
        await using var room = await WithMissedAsync(engine, hours: 150);

        var plan = await FillAsync(room, -3, 150);

        plan.Gaps.Count.ShouldBe(3 + 150);
        plan.Gaps.Take(4).Select(gap => gap.Because).ShouldBe(["no entry", "no entry", "no entry", "no entry"], "the deploy itself lies on a tick");
        plan.Gaps.Skip(4).Select(gap => gap.Because).Distinct().ShouldBe(["missed"]);
    }

    [Theory, EveryDatabase]
    public async Task Backfill_WhileItRuns_TheScheduleIsNotSkippedAndComesNext(DatabaseEngine engine)
    {
        await using var room = await WithMissedAsync(engine, hours: 4);
        var gate = room.Twin.Waits("work.sh");
        await FillAsync(room, 1, 9);
        await room.FeedAsync();
        var invoking = room.InvokeAsync();
        await gate.Started.Task;

        room.Time.AdjustTime(WorkflowRoom.Start.AddHours(5));
        await room.HeartbeatAsync();
        await room.TickAsync();
        await room.FeedAsync();
        gate.Open.SetResult();
        await invoking;

        room.Twin.Runs.Select(run => run.Variables["TWINYARD_DUE_AT"]).ShouldBe(["2026-01-01T01:00:00Z", "2026-01-01T05:00:00Z"]);
    }

    [Theory, EveryDatabase]
    public async Task StopBackfill_WhatHasNoRun_IsCancelledAndNotAGap(DatabaseEngine engine)
    {
        await using var room = await WithMissedAsync(engine, hours: 4);
        await FillAsync(room, 1, 9);
        await room.FeedAsync();

        var stopped = await room.Workflows.StopBackfillAsync("w", WorkflowRoom.Alice, None);
        await FeedAsync(room);

        stopped.Value.ShouldBe(3);
        var progress = (await room.Workflows.BackfillProgressAsync("w", WorkflowRoom.Start, WorkflowRoom.Start.AddHours(9), None)).Value;
        progress.ShouldBe(new BackfillProgress(0, 1, 0, 3));
    }

    [Theory, EveryDatabase]
    public async Task Delete_BackfillWaits_ItIsSkipped(DatabaseEngine engine)
    {
        await using var room = await WithMissedAsync(engine, hours: 4);
        await FillAsync(room, 1, 9);

        await room.DeleteAsync("w");
        await FeedAsync(room);

        (await room.LedgerAsync("w")).Where(entry => entry.Trigger == "backfill").Select(entry => entry.Reason).Distinct().ShouldBe(["workflow deleted"]);
        room.Twin.Runs.ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Backfill_WrongOrTooLarge_IsRefused(DatabaseEngine engine)
    {
        await using var room = await WithMissedAsync(engine, hours: 1001);

        (await TryFillAsync(room, 2, 1)).ShouldBeOfType<InvalidError>();
        (await TryFillAsync(room, 1, 2000)).ShouldBeOfType<LimitError>().Message.ShouldContain("1,001 gaps");
        (await room.Workflows.BackfillAsync("other", new BackfillRequest(WorkflowRoom.Start, WorkflowRoom.Start.AddHours(1)), WorkflowRoom.Alice, None)).Error.ShouldBeOfType<NotFoundError>();
        (await room.LedgerAsync("w")).ShouldNotContain(entry => entry.Trigger == "backfill");
    }

    [Theory, EveryDatabase]
    public async Task Ledger_Filtered_GivesTheLinesAskedFor(DatabaseEngine engine)
    {
        await using var room = await WithMissedAsync(engine, hours: 5);
        await FillAsync(room, 2, 3);

        var missed = await room.Workflows.LedgerAsync("w", new LedgerFilter(WorkflowRoom.Start.AddHours(2), WorkflowRoom.Start.AddHours(4), "missed"), new PageRequest(null, 1), None);
        var wrong = await room.Workflows.LedgerAsync("w", new LedgerFilter(Outcome: "mised"), new PageRequest(null, 1), None);

        missed.Value.Items.ShouldHaveSingleItem().DueAt.ShouldBe(WorkflowRoom.Start.AddHours(3));
        missed.Value.Next.ShouldNotBeNull("the tick at two o'clock is on the next page");
        wrong.Error.ShouldBeOfType<InvalidError>().Message.ShouldContain("missed");
    }

    private static async Task<WorkflowRoom> WithMissedAsync(DatabaseEngine engine, int hours)
    {
        var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("w", """
            run: { script: work.sh }
            triggers: [ { schedule: cron(0 * * * ? *), catch-up: none } ]
            role: evaluator
            """);
        room.Time.AdjustTime(WorkflowRoom.Start.AddHours(hours).AddMinutes(30));
        await room.TickAsync();
        return room;
    }

    private static IEnumerable<DateTimeOffset> Hours(int from, int to) => Enumerable.Range(from, to - from + 1).Select(hour => WorkflowRoom.Start.AddHours(hour));

    private static async Task<BackfillPlan> FillAsync(WorkflowRoom room, int fromHour, int toHour, bool failed = false) =>
        (await room.Workflows.BackfillAsync("w", Request(fromHour, toHour, failed), WorkflowRoom.Alice, None)).Value;

    private static async Task<Error?> TryFillAsync(WorkflowRoom room, int fromHour, int toHour) =>
        (await room.Workflows.BackfillAsync("w", Request(fromHour, toHour, false), WorkflowRoom.Alice, None)).Error;

    private static BackfillRequest Request(int fromHour, int toHour, bool failed) => new(WorkflowRoom.Start.AddHours(fromHour), WorkflowRoom.Start.AddHours(toHour), failed);

    private static async Task FeedAsync(WorkflowRoom room)
    {
        for (var before = -1; before != room.Twin.Runs.Count;)
        {
            before = room.Twin.Runs.Count;
            await room.FeedAsync();
            await room.InvokeAsync();
        }
    }
}
