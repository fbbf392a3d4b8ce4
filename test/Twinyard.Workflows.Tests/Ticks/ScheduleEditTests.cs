using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Workflows.Tests.Ticks;

/// <summary>A deploy comes while ticks are overdue: none of them is forgotten.</summary>
public sealed class ScheduleEditTests
{
    private const string Hourly = "cron(0 * * * ? *)";
    private const string Daily = "cron(30 5 * * ? *)";

    [Theory, EveryDatabase]
    public async Task Deploy_OverdueTicksOfTheOldSchedule_AreOnTheLedgerAndTheLastRunsTheOldCommit(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("w", Manifest(Hourly, "last"), commit: "c1");
        room.Time.Advance(TimeSpan.FromHours(3));

        await room.DeployAsync("w", Manifest(Daily, "last"), commit: "c2");
        await room.TickAsync();
        await room.InvokeAsync();

        (await room.LedgerAsync("w")).Select(entry => (entry.Reference, entry.Outcome)).ShouldBe([(Hourly, "ran"), (Hourly, "superseded"), (Hourly, "superseded")]);
        room.Twin.Runs.ShouldHaveSingleItem().Commit.ShouldBe("c1");
    }

    [Theory, EveryDatabase]
    public async Task Deploy_CatchUpNone_OverdueTicksAreMissed(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("w", Manifest(Hourly, "none"));
        room.Time.Advance(TimeSpan.FromHours(2) + TimeSpan.FromMinutes(5));

        await room.DeployAsync("w", Manifest(Hourly, "none", "Asia/Kolkata"));

        (await room.LedgerAsync("w")).Select(entry => entry.Outcome).ShouldBe(["missed", "missed"]);
    }

    [Theory, EveryDatabase]
    public async Task Deploy_CatchUpAllAndMoreThanOneTransactionTakes_TheRestIsMissedAndCounted(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("w", Manifest(Hourly, "all"));
        room.Time.Advance(TimeSpan.FromHours(250));

        await room.DeployAsync("w", Manifest(Daily, "all"));

        var ledger = await room.LedgerAsync("w");
        ledger.Count(entry => entry.Outcome == "pending").ShouldBe(100);
        var missed = ledger.Single(entry => entry.Outcome == "missed");
        (missed.Count, missed.UntilAt).ShouldBe((150, WorkflowRoom.Start.AddHours(250)));
        missed.Reason.ShouldContain("a deploy changed the schedule");
    }

    [Theory, EveryDatabase]
    public async Task Delete_OverdueTicks_AreSkippedBecauseTheWorkflowWasDeleted(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("w", Manifest(Hourly, "last"));
        room.Time.Advance(TimeSpan.FromHours(5));

        await room.DeleteAsync("w");

        var entry = (await room.LedgerAsync("w")).ShouldHaveSingleItem();
        (entry.Outcome, entry.Reason, entry.Count).ShouldBe(("skipped", "workflow deleted", 5));
        (await room.RunsAsync()).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Deploy_ScheduleComesBackAfterTheClockWasPutBack_NoTickRunsTwice(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("w", Manifest(Hourly, "all"));
        room.Time.Advance(TimeSpan.FromHours(4));
        await room.TickAsync();
        await room.DeleteAsync("w");
        room.Time.AdjustTime(WorkflowRoom.Start.AddHours(2));

        await room.DeployAsync("w", Manifest(Hourly, "all"));
        room.Time.AdjustTime(WorkflowRoom.Start.AddHours(5));
        await room.TickAsync();

        (await room.LedgerAsync("w")).Select(entry => entry.DueAt).ShouldBe(Enumerable.Range(1, 5).Reverse().Select(hour => WorkflowRoom.Start.AddHours(hour)));
    }

    [Theory, EveryDatabase]
    public async Task RunOnce_OnlyTickIsALocalTimeThatDoesNotExist_TheLedgerSaysSo(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("w", Manifest("at(2026-03-29T02:30:00)", "last", "Europe/Berlin"));

        room.Time.AdjustTime(new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.Zero));
        await room.TickAsync();

        var entry = (await room.LedgerAsync("w")).ShouldHaveSingleItem();
        entry.Outcome.ShouldBe("skipped");
        entry.Reason.ShouldContain("no such local time");
    }

    private static string Manifest(string schedule, string catchUp, string zone = "UTC") => $$"""
        run: { script: work.sh, overlap: queue-all }
        triggers: [ { schedule: {{schedule}}, timezone: {{zone}}, catch-up: {{catchUp}} } ]
        role: evaluator
        """;
}
