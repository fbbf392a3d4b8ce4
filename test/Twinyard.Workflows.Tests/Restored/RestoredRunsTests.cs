using Twinyard.Platform.Backups;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Workflows.Tests.Restored;

/// <summary>An environment that goes on from a backup: nothing that may have happened since happens again.</summary>
public sealed class RestoredRunsTests
{
    private static string Hourly(string catchUp) => $$"""
        run: { script: work.sh, overlap: queue-all }
        triggers: [ { schedule: cron(0 * * * ? *), catch-up: {{catchUp}} } ]
        backup: { script: backup.sh }
        role: evaluator
        """;

    [Theory, EveryDatabase]
    public async Task Start_Restored_TicksUpToTheRestoreAreMissedAndLaterOnesAreCaughtUp(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("all", Hourly("all"));
        room.Time.Advance(TimeSpan.FromHours(2));
        await room.TickAsync();
        await room.InvokeAsync();
        var taken = room.Time.GetUtcNow();

        // Five ticks until it is restored, two more until it is started.
        room.Time.Advance(TimeSpan.FromHours(5));
        new RestoredHome(taken, room.Time.GetUtcNow()).Write(room.Home.Root);
        room.Time.Advance(TimeSpan.FromHours(2));
        await room.StartUpAsync();
        await room.TickAsync();
        await room.InvokeAsync();

        var ledger = (await room.LedgerAsync("all")).OrderBy(line => line.DueAt).ToList();
        ledger.Select(line => (line.DueAt.Hour, line.Count, line.Outcome)).ShouldBe([(1, 1, "ran"), (2, 1, "ran"), (3, 5, "missed"), (8, 1, "ran"), (9, 1, "ran")]);
        ledger[2].UntilAt.ShouldBe(WorkflowRoom.Start.AddHours(7));
        ledger[2].Reason.ShouldContain("restored from its backup of 2026-01-01 02:00:00Z");
        (await room.RunsAsync()).Count.ShouldBe(4);
        RestoredHome.Of(room.Home).ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Start_Restored_RunsThatWereOpenEndWithoutBackupAndAreTold(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine, options => options.MaximumConcurrentRuns = 1);
        await room.DeployAsync("all", Hourly("all"));
        room.Time.Advance(TimeSpan.FromHours(2));
        await room.TickAsync();
        var gate = room.Twin.Waits("work.sh");
        var invoking = room.InvokeAsync();
        await gate.Started.Task;
        await using var other = room.Another();
        new RestoredHome(room.Time.GetUtcNow(), room.Time.GetUtcNow()).Write(room.Home.Root);

        // One is under way and one waits. On PostgreSQL the lease of the server that is gone has to run out.
        room.Time.Advance(TimeSpan.FromSeconds(31));
        await other.StartUpAsync();
        await other.RecoverAsync();
        await other.InvokeAsync();

        (await other.RunsAsync()).ShouldAllBe(run => run.State == "cancelled" && run.Error!.Contains("restored"));
        (await other.LedgerAsync("all")).Select(line => line.Outcome).Order().ShouldBe(["cancelled", "missed"]);
        other.Twin.Runs.ShouldBeEmpty();
        gate.Open.TrySetResult();
        await invoking;
        (await other.RunsAsync()).Count.ShouldBe(2);
    }

    [Theory, EveryDatabase]
    public async Task Start_NotRestored_ChangesNothing(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("all", Hourly("all"));
        room.Time.Advance(TimeSpan.FromHours(2));

        await room.StartUpAsync();
        await room.TickAsync();
        await room.InvokeAsync();

        (await room.LedgerAsync("all")).Select(line => line.Outcome).ShouldBe(["ran", "ran"]);
    }
}
