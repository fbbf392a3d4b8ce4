using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;
using Twinyard.Twins;
using Twinyard.Workflows.Runs;
using Twinyard.Workflows.Steps;

namespace Twinyard.Workflows.Tests.Steps;

/// <summary>What is done is not done again: by another attempt, and by a run that somebody resumes.</summary>
public sealed class ResumeTests
{
    private const string Chain = """
        run:
          steps:
            a: { script: a.sh }
            b: { script: b.sh, needs: a, matrix: [x, y], input: { of: "${{ steps.a.outputs.n }}" } }
            c: { script: c.sh, needs: b }
        role: evaluator
        """;

    private static readonly string Retried = Chain.Replace("run:", "run:\n  retries: 1", StringComparison.Ordinal);

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Invoke_NextAttempt_GoesOnFromTheStepsThatSucceeded(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", Retried);
        room.Twin.Scripts["a.sh"] = WriteA;
        var broken = true;
        room.Twin.Scripts["b.sh"] = (run, _) => Task.FromResult<TwinOutcome>(broken && run.Variables["TWINYARD_STEP_ITEM"] == "1" ? new TwinFailed(1) : new TwinSucceeded());
        var started = await room.StartAsync("train");
        await room.InvokeAsync();
        (await room.RunAsync(started.Summary.Id)).Summary.State.ShouldBe("queued");

        broken = false;
        room.Time.Advance(TimeSpan.FromSeconds(11));
        await room.StartUpAsync();
        await room.InvokeAsync();

        var run = await room.RunAsync(started.Summary.Id);
        run.Summary.State.ShouldBe("succeeded", run.Summary.Error);
        run.Steps.SelectMany(step => step.Items).Select(item => item.Attempts).ShouldBe([1, 1, 2, 1]);
        room.Output.Visible[started.Summary.Id].ShouldBe("of a");
    }

    [Theory, EveryDatabase]
    public async Task Recover_ServerDiedAmongTheSteps_TheNextAttemptGoesOn(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine, options => options.MaximumConcurrentRuns = 1);
        await using var other = room.Another();
        await room.DeployAsync("train", "run:\n  retries: 1\n  steps:\n    a: { script: a.sh }\n    b: { script: b.sh, needs: a }\nrole: evaluator");
        room.Twin.Writes("a.sh", "visible.txt", "of a");
        var started = await room.StartAsync("train");
        room.Twin.Scripts["b.sh"] = async (_, _) =>
        {
            // Meanwhile the server seems dead: another one takes the run, and goes on with what this one has done.
            room.Time.Advance(TimeSpan.FromSeconds(31));
            await other.RecoverAsync();
            room.Time.Advance(TimeSpan.FromSeconds(11));
            await other.InvokeAsync();
            return new TwinSucceeded();
        };

        await room.InvokeAsync();

        var run = await room.RunAsync(started.Summary.Id);
        run.Summary.State.ShouldBe("succeeded", run.Summary.Error);
        other.Twin.Runs.ShouldHaveSingleItem().Script.ShouldBe("b.sh");
        run.Steps.Select(step => step.Items[0].Attempts).ShouldBe([1, 2]);
        room.Output.Visible[started.Summary.Id].ShouldBe("of a");
    }

    [Theory, EveryDatabase]
    public async Task Recover_ServerDiedAndNoRetry_WhatWasUnderWayIsCancelledAndTheRestSkipped(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", Chain);
        var started = await room.StartAsync("train");
        var claimed = (await room.Get<RunJournal>().ClaimAsync(1, None)).Single();
        await room.Get<StepLedger>().BeginAsync(claimed.Row, [
            StepRow.Of("a") with { State = StepStates.Running, StartedAt = 1, Attempts = 1, KeptIn = claimed.Id, Folder = "a.0.1.1" }, StepRow.Of("b"), StepRow.Of("c")]);

        room.Time.Advance(TimeSpan.FromSeconds(31));
        await room.RecoverAsync();

        (await room.RunAsync(started.Summary.Id)).Steps.Select(step => step.State).ShouldBe(["cancelled", "skipped", "skipped"]);
        (await room.Get<StepLedger>().PutAsync(claimed.Row, StepRow.Of("a"))).ShouldBeFalse("the attempt holds an old fence");
        (await room.RunAsync(started.Summary.Id)).Steps[0].State.ShouldBe("cancelled");
    }

    [Theory, EveryDatabase]
    public async Task Resume_FailedRun_TakesOverWhatSucceededAndIsOfTheSameOccurrence(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", Chain);
        var failed = await FailAsync(room);
        await room.DeployAsync("train", "run: { script: other.sh }\nrole: evaluator", "c2");
        room.Twin.Scripts.Remove("b.sh");

        var resumed = await ResumeAsync(room, failed.Summary.Id);
        await room.StartUpAsync();
        await room.InvokeAsync();

        var run = await room.RunAsync(resumed.Summary.Id);
        run.Summary.State.ShouldBe("succeeded", run.Summary.Error);
        (run.Summary.ResumedFrom, run.Summary.Commit, run.OccurrenceId).ShouldBe((failed.Summary.Id, "c1", failed.OccurrenceId));
        (await room.RunAsync(failed.Summary.Id)).ResumedBy.ShouldBe(run.Summary.Id);
        run.Steps[0].Items[0].TakenFrom.ShouldBe(failed.Summary.Id);
        run.Steps.SelectMany(step => step.Items).Select(item => item.Attempts).ShouldBe([1, 1, 2, 1]);
        room.Output.Visible.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create(run.Summary.Id, "of a"));
        var line = (await room.LedgerAsync("train")).ShouldHaveSingleItem();
        (line.Outcome, line.Reason).ShouldBe(("ran", $"by run {run.Summary.Id}, which went on from run {failed.Summary.Id}"));
        line.RunIds.ShouldBe([failed.Summary.Id, run.Summary.Id]);
    }

    [Theory, EveryDatabase]
    public async Task Resume_FromAStep_ExecutesItAndWhatNeedsItAnew(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", Chain);
        var failed = await FailAsync(room);
        room.Twin.Scripts.Remove("b.sh");

        var resumed = await ResumeAsync(room, failed.Summary.Id, "a");
        await room.InvokeAsync();

        var run = await room.RunAsync(resumed.Summary.Id);
        run.Summary.State.ShouldBe("succeeded", run.Summary.Error);
        room.Twin.Runs.Skip(3).Select(one => one.Script).ShouldBe(["a.sh", "b.sh", "b.sh", "c.sh"]);
    }

    [Theory, EveryDatabase]
    public async Task Resume_WhatCannotBeResumed_SaysWhyAndWhatToDo(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", Chain);
        var failed = await FailAsync(room);
        var id = failed.Summary.Id;

        (await RefusedAsync(room, "0199", null)).ShouldBe("run-not-found");
        (await RefusedAsync(room, id, "bb")).ShouldBe("step-not-found");
        var resumed = await ResumeAsync(room, id);
        (await RefusedAsync(room, id, null)).ShouldBe("occurrence-under-way");
        (await RefusedAsync(room, resumed.Summary.Id, null)).ShouldBe("run-not-failed");
        await room.InvokeAsync();
        (await room.RunAsync(resumed.Summary.Id)).Summary.State.ShouldBe("failed");
        room.Twin.Scripts.Remove("b.sh");
        await ResumeAsync(room, resumed.Summary.Id);
        await room.InvokeAsync();
        (await RefusedAsync(room, id, null)).ShouldBe("occurrence-committed");
        await room.DeployAsync("plain", "run: { script: b.sh }\nrole: evaluator");
        room.Twin.Fails("b.sh");
        var plain = await room.StartAsync("plain");
        await room.InvokeAsync();
        (await RefusedAsync(room, plain.Summary.Id, null)).ShouldBe("run-without-steps");
    }

    [Theory, EveryDatabase]
    public async Task Resume_TheBackupHasCommitted_IsRefused(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", Chain + "\nbackup: { script: backup.sh }\n");
        var failed = await FailAsync(room);

        (await room.LedgerAsync("train"))[0].Outcome.ShouldBe("ran");
        (await RefusedAsync(room, failed.Summary.Id, null)).ShouldBe("occurrence-committed");
    }

    [Theory, EveryDatabase]
    public async Task Resume_RunOfARefusedCommit_CommitsWithoutExecutingAnything(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", "run:\n  steps:\n    a: { script: a.sh }\nrole: evaluator");
        room.Twin.Writes("a.sh", "visible.txt", "of a");
        room.Output.Refusal = new Platform.Results.DeniedError("access-denied", "Not allowed.");
        var failed = await room.StartAsync("train");
        await room.InvokeAsync();
        (await room.RunAsync(failed.Summary.Id)).Summary.State.ShouldBe("failed");

        room.Output.Refusal = null;
        var resumed = await ResumeAsync(room, failed.Summary.Id);
        await room.InvokeAsync();

        room.Output.Visible[resumed.Summary.Id].ShouldBe("of a");
        room.Twin.Runs.ShouldHaveSingleItem();
    }

    [Theory, EveryDatabase]
    public async Task Sweep_FailedTooLongAgo_IsGoneAndResumeSaysHowToRunAgain(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", Chain);
        var failed = await FailAsync(room);
        await SweepAsync(room);
        Directory.EnumerateDirectories(room.Home.Steps).Count().ShouldBe(1);

        room.Time.Advance(TimeSpan.FromDays(3) + TimeSpan.FromMinutes(1));
        await SweepAsync(room);

        Directory.EnumerateDirectories(room.Home.Steps).ShouldBeEmpty();
        var error = (await room.Workflows.ResumeAsync(failed.Summary.Id, new ResumeRunRequest(), None)).Error.ShouldNotBeNull();
        error.Code.ShouldBe("step-outputs-gone");
        error.ToString().ShouldContain("kept for 72 h, and all together up to 10 GB. `twinyard workflow run train` starts it from the beginning.");
    }

    [Theory, EveryDatabase]
    public async Task Sweep_ARunGoesOnFromIt_IsKeptUntilThatHasEnded(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine, options => options.KeepSteps = TimeSpan.FromSeconds(1));
        await room.DeployAsync("train", Chain);
        var failed = await FailAsync(room);
        room.Twin.Scripts.Remove("b.sh");
        await ResumeAsync(room, failed.Summary.Id);

        room.Time.Advance(TimeSpan.FromDays(10));
        await SweepAsync(room);
        Directory.EnumerateDirectories(room.Home.Steps).Count().ShouldBe(1);

        await room.InvokeAsync();
        room.Output.Visible.Count.ShouldBe(1);
        await SweepAsync(room);
        Directory.EnumerateDirectories(room.Home.Steps).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Sweep_MoreThanIsKept_TakesTheOldestFirst(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine, options => options.KeepStepsBytes = 40);
        await room.DeployAsync("train", Chain);
        room.Twin.Writes("a.sh", "objects/b/k.txt", new string('x', 30));
        room.Twin.Fails("b.sh");
        var runs = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            room.Time.Advance(TimeSpan.FromMinutes(1));
            runs.Add((await room.StartAsync("train")).Summary.Id);
            await room.InvokeAsync();
        }

        await SweepAsync(room);

        Directory.EnumerateDirectories(room.Home.Steps).Select(path => Path.GetFileName(path)).ShouldBe([runs[1]]);
    }

    private static async Task<TwinOutcome> WriteA(TwinRun run, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Path.Combine(run.OutputFolder, "step.json"), """{"n": 1}""", cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(run.OutputFolder, "visible.txt"), "of a", cancellationToken);
        return new TwinSucceeded();
    }

    private static async Task<RunDetail> FailAsync(WorkflowRoom room)
    {
        room.Twin.Scripts["a.sh"] = WriteA;
        room.Twin.Scripts["b.sh"] = (run, _) => Task.FromResult<TwinOutcome>(run.Variables["TWINYARD_STEP_ITEM"] == "1" ? new TwinFailed(1) : new TwinSucceeded());
        var started = await room.StartAsync("train");
        await room.InvokeAsync();
        var failed = await room.RunAsync(started.Summary.Id);
        failed.Summary.State.ShouldBe("failed");
        failed.Summary.Error.ShouldBe("The step b[1] failed: The script ended with exit code 1.");
        return failed;
    }

    private static async Task<RunDetail> ResumeAsync(WorkflowRoom room, string run, string? from = null)
    {
        var resumed = await room.Workflows.ResumeAsync(run, new ResumeRunRequest(from), None);
        resumed.Error.ShouldBeNull();
        return resumed.Value;
    }

    private static async Task<string?> RefusedAsync(WorkflowRoom room, string run, string? from) =>
        (await room.Workflows.ResumeAsync(run, new ResumeRunRequest(from), None)).Error?.Code;

    private static Task SweepAsync(WorkflowRoom room) => room.Get<IEnumerable<IBackgroundWork>>().OfType<StepFolderSweep>().Single().RunOnceAsync(None);
}
