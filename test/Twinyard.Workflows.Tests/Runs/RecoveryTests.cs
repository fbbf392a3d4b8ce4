using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;
using Twinyard.Twins;
using Twinyard.Workflows.Invoker;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Tests.Runs;

public sealed class RecoveryTests
{
    private const string Plain = "run: { script: work.sh }\nrole: evaluator";
    private const string Retried = "run: { script: work.sh, retries: 1, overlap: allow }\nrole: evaluator";

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task RunOnce_ServerDiedBetweenCommitRecordAndCommit_OutputsAreAppliedAgain(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Plain);
        room.Twin.Writes("work.sh", "visible.txt", "whole");
        room.Output.BrokenCommits = 1;
        var started = await room.StartAsync("evaluate");
        await room.InvokeAsync();
        (await room.RunAsync(started.Summary.Id)).Summary.State.ShouldBe("committing");
        room.Output.Visible.ShouldBeEmpty();

        await using var restarted = room.Another();
        room.Time.Advance(TimeSpan.FromSeconds(31));
        await restarted.RecoverAsync();

        (await room.RunAsync(started.Summary.Id)).Summary.State.ShouldBe("succeeded");
        room.Output.Visible[started.Summary.Id].ShouldBe("whole");
        (await room.LedgerAsync("evaluate"))[0].Outcome.ShouldBe("ran");
        room.Twin.Runs.Count.ShouldBe(1, "the script does not run again");
        Directory.EnumerateFileSystemEntries(room.Home.Outputs).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task RunOnce_OutputsStillBroken_AreTriedAgainWhenTheLeaseHasRunOut(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Plain);
        room.Twin.Writes("work.sh", "visible.txt", "whole");
        room.Output.BrokenCommits = 3;
        var started = await room.StartAsync("evaluate");
        await room.InvokeAsync();

        for (var i = 0; i < 3; i++)
        {
            (await room.RunAsync(started.Summary.Id)).Summary.State.ShouldBe("committing");
            room.Time.Advance(TimeSpan.FromSeconds(31));
            await room.RecoverAsync();
        }

        (await room.RunAsync(started.Summary.Id)).Summary.State.ShouldBe("succeeded");
    }

    [Theory, EveryDatabase]
    public async Task RunOnce_AStoreIsSlowForOneRun_TheOthersDoNotWaitForIt(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Retried);
        room.Twin.Writes("work.sh", "visible.txt", "whole");
        room.Output.BrokenCommits = 2;
        var slow = await room.StartAsync("evaluate");
        await room.InvokeAsync();
        var other = await room.StartAsync("evaluate");
        await room.InvokeAsync();
        var (reached, open) = (new TaskCompletionSource(), new TaskCompletionSource());
        room.Output.OnCommitting = async outputs =>
        {
            if (outputs.RunId == slow.Summary.Id)
            {
                reached.SetResult();
                await open.Task;
            }
        };

        room.Time.Advance(TimeSpan.FromSeconds(31));
        var recovering = room.RecoverAsync();
        await reached.Task;
        while ((await room.RunAsync(other.Summary.Id)).Summary.State != "succeeded")
        {
            await Task.Yield();
        }

        (await room.RunAsync(slow.Summary.Id)).Summary.State.ShouldBe("committing");
        open.SetResult();
        await recovering;
        (await room.RunAsync(slow.Summary.Id)).Summary.State.ShouldBe("succeeded");
    }

    [Theory, EveryDatabase]
    public async Task RunOnce_ServerDiedWhileTheScriptRan_RunFailsAndTheBackupStarts(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", "run: { script: work.sh }\nbackup: { script: backup.sh }\nrole: evaluator");
        var started = await room.StartAsync("evaluate");
        await room.Get<RunJournal>().ClaimAsync(1, None);

        await using var restarted = room.Another();
        room.Time.Advance(TimeSpan.FromSeconds(31));
        await restarted.RecoverAsync();
        await restarted.InvokeAsync();

        var run = await room.RunAsync(started.Summary.Id);
        run.Summary.State.ShouldBe("failed");
        run.Attempts.ShouldHaveSingleItem().Outcome.ShouldBe("lost");
        restarted.Twin.Runs.ShouldHaveSingleItem().Script.ShouldBe("backup.sh");
    }

    [Theory, EveryDatabase]
    public async Task RunOnce_LeaseIsAliveAndItsServerToo_NothingIsTaken(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Plain);
        var gate = room.Twin.Waits("work.sh");
        var started = await room.StartAsync("evaluate");
        var invoking = room.InvokeAsync();
        await gate.Started.Task;

        for (var i = 0; i < 20; i++)
        {
            room.Time.Advance(TimeSpan.FromSeconds(5));
            await room.HeartbeatAsync();
            await room.RecoverAsync();
        }

        gate.Open.SetResult();
        await invoking;
        (await room.RunAsync(started.Summary.Id)).Summary.State.ShouldBe("succeeded");
    }

    [Theory, EveryDatabase]
    public async Task Invoke_LeaseWasLostToANewerAttempt_TheOldOneCannotCommit(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine, options => options.MaximumConcurrentRuns = 1);
        await using var other = room.Another();
        await room.DeployAsync("evaluate", Retried);
        other.Twin.Writes("work.sh", "visible.txt", "new attempt");
        var started = await room.StartAsync("evaluate");
        room.Twin.Scripts["work.sh"] = async (run, _) =>
        {
            // Meanwhile the server seems dead: another one takes the run, retries it and succeeds.
            await File.WriteAllTextAsync(Path.Combine(run.OutputFolder, "visible.txt"), "old attempt", None);
            room.Time.Advance(TimeSpan.FromSeconds(31));
            await other.RecoverAsync();
            room.Time.Advance(TimeSpan.FromSeconds(11));
            await other.InvokeAsync();
            return new TwinSucceeded();
        };

        await room.InvokeAsync();

        var run = await room.RunAsync(started.Summary.Id);
        run.Summary.State.ShouldBe("succeeded");
        run.Fence.ShouldBe(2);
        room.Output.Visible[run.Summary.Id].ShouldBe("new attempt");
        run.Attempts.Select(attempt => attempt.Outcome).ShouldBe(["lost", "succeeded"]);
    }

    [Theory, EveryDatabase]
    public async Task Invoke_ServerStops_RunUnderWayIsLostAndAWaitingOneStays(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine, options => options.MaximumConcurrentRuns = 1);
        await room.DeployAsync("evaluate", Retried);
        var gate = room.Twin.Waits("work.sh");
        var first = await room.StartAsync("evaluate");
        var second = await room.StartAsync("evaluate");
        using var stop = new CancellationTokenSource();
        var invoking = room.Get<IEnumerable<Platform.Background.IBackgroundWork>>().OfType<RunInvoker>().Single().RunOnceAsync(stop.Token);
        await gate.Started.Task;

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => invoking);

        var lost = await room.RunAsync(first.Summary.Id);
        lost.Summary.State.ShouldBe("queued", "a retry was asked for");
        lost.Attempts.ShouldHaveSingleItem().Outcome.ShouldBe("lost");
        var waiting = await room.RunAsync(second.Summary.Id);
        (waiting.Summary.State, waiting.Summary.Attempt).ShouldBe(("queued", 0));
    }
}
