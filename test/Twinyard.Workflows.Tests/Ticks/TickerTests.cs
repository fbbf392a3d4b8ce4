using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Workflows.Tests.Ticks;

public sealed class TickerTests
{
    [Theory, EveryDatabase]
    public async Task RunOnce_AYearOfDailyTicks_EachIsOnTheLedgerOnceAndRan(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("daily", Manifest("cron(0 6 * * ? *)", "none"));
        room.Time.Advance(TimeSpan.FromHours(6));

        for (var day = 0; day < 365; day++)
        {
            await room.TickAsync();
            await room.TickAsync();
            await room.InvokeAsync();
            room.Time.Advance(TimeSpan.FromDays(1));
        }

        var ledger = await room.LedgerAsync("daily");
        ledger.Count.ShouldBe(365);
        ledger.All(entry => entry.Outcome == "ran" && entry.RunIds.Count == 1).ShouldBeTrue();
        ledger.Select(entry => entry.DueAt).Reverse().ShouldBe(Enumerable.Range(0, 365).Select(day => WorkflowRoom.Start.AddDays(day).AddHours(6)));
        room.Twin.Runs.Select(run => run.RunId).Distinct().Count().ShouldBe(365);
    }

    [Theory, EveryDatabase]
    public async Task RunOnce_NobodyWasThereForAWeek_CatchUpLastRunsTheLastAndCountsTheRest(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("often", Manifest("rate(1 minute)", "last"));

        room.Time.Advance(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(30));
        await room.TickAsync();
        await room.InvokeAsync();

        var ledger = await room.LedgerAsync("often");
        ledger.Sum(entry => entry.Count).ShouldBe(7 * 24 * 60);
        ledger.Where(entry => entry.Outcome == "ran").ShouldHaveSingleItem().DueAt.ShouldBe(WorkflowRoom.Start.AddDays(7));
        ledger.Where(entry => entry.Outcome == "superseded").Sum(entry => entry.Count).ShouldBe((7 * 24 * 60) - 1);
        ledger.Count.ShouldBeLessThan(250, "a long gap is summarised");
    }

    [Theory, EveryDatabase]
    public async Task RunOnce_CatchUpNone_LateTicksAreMissed(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("hourly", Manifest("cron(0 * * * ? *)", "none"));

        room.Time.Advance(TimeSpan.FromHours(3) + TimeSpan.FromMinutes(10));
        await room.TickAsync();
        await room.InvokeAsync();

        (await room.LedgerAsync("hourly")).Select(entry => entry.Outcome).ShouldBe(["missed", "missed", "missed"]);
        room.Twin.Runs.ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task RunOnce_CatchUpAll_EveryTickRunsInOrder(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("hourly", Manifest("cron(0 * * * ? *)", "all", overlap: "queue-all"));

        room.Time.Advance(TimeSpan.FromHours(150));
        await room.TickAsync();
        await room.InvokeAsync();

        var ledger = await room.LedgerAsync("hourly");
        ledger.Count(entry => entry.Outcome == "ran").ShouldBe(150);
        var order = ledger.Reverse().Select(entry => entry.RunIds[0]);
        room.Twin.Runs.Select(run => run.RunId).ShouldBe(order, "oldest first");
    }

    [Theory, EveryDatabase]
    public async Task RunOnce_ClockStepsBack_NoTickRunsTwice(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("hourly", Manifest("cron(0 * * * ? *)", "all"));

        room.Time.Advance(TimeSpan.FromMinutes(61));
        await room.TickAsync();
        room.Time.AdjustTime(WorkflowRoom.Start.AddMinutes(30));
        await room.TickAsync();
        room.Time.AdjustTime(WorkflowRoom.Start.AddMinutes(65));
        await room.TickAsync();

        (await room.LedgerAsync("hourly")).Count.ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task RunOnce_TwoServers_EachTickIsPlacedOnce(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await using var other = room.Another();
        await room.DeployAsync("hourly", Manifest("cron(0 * * * ? *)", "all", overlap: "allow"));

        room.Time.Advance(TimeSpan.FromHours(20));
        await Task.WhenAll(room.TickAsync(), other.TickAsync());

        (await room.LedgerAsync("hourly")).Count.ShouldBe(20);
        (await room.RunsAsync()).Count.ShouldBe(20);
    }

    [Theory, EveryDatabase]
    public async Task RunOnce_ManyWorkflowsDueAndOneCannotBePlaced_TheOthersAre(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        string[] names = [.. Enumerable.Range(0, 20).Select(i => $"w{i:00}")];
        foreach (var name in names)
        {
            await room.DeployAsync(name, Manifest("cron(0 * * * ? *)", "all", overlap: "allow"));
        }

        await room.Database.WriteAsync(
            session => session.ExecuteAsync("UPDATE workflow_triggers SET timezone = 'Nowhere/Else' WHERE workflow = 'w07'", null, CancellationToken.None), CancellationToken.None);
        room.Time.Advance(TimeSpan.FromHours(3));
        await room.TickAsync();

        foreach (var name in names)
        {
            (await room.LedgerAsync(name)).Count.ShouldBe(name == "w07" ? 0 : 3);
        }

        (await room.RunsAsync()).Count.ShouldBe(57);
        await room.ServerLog.LoggedAsync(1310).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Theory, EveryDatabase]
    public async Task RunOnce_LocalTimeThatSpringSkips_IsOnTheLedgerAsSkipped(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        room.Time.AdjustTime(new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.Zero));
        await room.DeployAsync("night", Manifest("cron(30 2 * * ? *)", "none", zone: "Europe/Berlin"));

        room.Time.AdjustTime(new DateTimeOffset(2026, 3, 30, 0, 30, 10, TimeSpan.Zero));
        await room.TickAsync();

        var skipped = (await room.LedgerAsync("night")).Single(entry => entry.Outcome == "skipped");
        skipped.Reason.ShouldContain("no such local time");
    }

    [Theory, EveryDatabase]
    public async Task RunOnce_OverTheGapButNotYetAtTheNextTick_TellsOfItOnceAndRunsOnTime(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        room.Time.AdjustTime(new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.Zero));
        await room.DeployAsync("night", Manifest("cron(30 2 * * ? *)", "last", zone: "Europe/Berlin"));

        room.Time.AdjustTime(new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.Zero));
        await room.TickAsync();
        var atTheGap = await room.LedgerAsync("night");
        room.Time.AdjustTime(new DateTimeOffset(2026, 3, 30, 0, 30, 0, TimeSpan.Zero));
        await room.TickAsync();

        atTheGap.ShouldHaveSingleItem().Reason.ShouldContain("no such local time");
        (await room.LedgerAsync("night")).Select(entry => entry.Outcome).ShouldBe(["pending", "skipped"]);
    }

    [Theory, EveryDatabase]
    public async Task Deploy_AgainWithTheSameTrigger_KeepsItsPositionAndRunsTheNewCommit(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("slow", Manifest("rate(10 minutes)", "last"), commit: "c1");
        room.Time.Advance(TimeSpan.FromMinutes(9));
        await room.DeployAsync("slow", Manifest("rate(10 minutes)", "last"), commit: "c2");

        room.Time.Advance(TimeSpan.FromMinutes(1));
        await room.TickAsync();
        await room.InvokeAsync();

        room.Twin.Runs.ShouldHaveSingleItem().Commit.ShouldBe("c2");
    }

    [Theory, EveryDatabase]
    public async Task Delete_RunWaits_IsSkippedAndNothingFollows(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("hourly", Manifest("cron(0 * * * ? *)", "last"));
        room.Time.Advance(TimeSpan.FromHours(1));
        await room.TickAsync();

        await room.DeleteAsync("hourly");
        room.Time.Advance(TimeSpan.FromHours(5));
        await room.TickAsync();
        await room.InvokeAsync();

        var entry = (await room.LedgerAsync("hourly")).ShouldHaveSingleItem();
        (entry.Outcome, entry.Reason).ShouldBe(("skipped", "workflow deleted"));
        room.Twin.Runs.ShouldBeEmpty();
    }

    private static string Manifest(string schedule, string catchUp, string overlap = "skip", string zone = "UTC") => $"""
        run:
          script: work.sh
          overlap: {overlap}
        triggers:
          - schedule: {schedule}
            timezone: {zone}
            catch-up: {catchUp}
        role: evaluator
        """;
}
