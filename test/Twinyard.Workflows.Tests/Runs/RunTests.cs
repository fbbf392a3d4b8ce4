using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;
using Twinyard.Twins;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Tests.Runs;

public sealed class RunTests
{
    private const string Plain = """
        run: { script: work.sh }
        role: evaluator
        """;

    [Theory, EveryDatabase]
    public async Task StartAsync_ThenInvoke_RunsInTheExactCommitAndEndsOnTheLedger(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Plain, commit: "abc");
        room.Twin.Writes("work.sh", "result.json", """{"rmse": 12.5}""");

        var started = await room.StartAsync("evaluate");
        started.Summary.State.ShouldBe("queued");
        await room.InvokeAsync();

        var run = await room.RunAsync(started.Summary.Id);
        run.Summary.State.ShouldBe("succeeded");
        run.Summary.Commit.ShouldBe("abc");
        run.Result!.Value.GetProperty("rmse").GetDouble().ShouldBe(12.5); // the script has written one
        run.Attempts.ShouldHaveSingleItem().Outcome.ShouldBe("succeeded");
        var twin = room.Twin.Runs.ShouldHaveSingleItem();
        twin.Commit.ShouldBe("abc");
        twin.Folder.ShouldBe("workflows/evaluate");
        twin.LogStream.ShouldBe($"run/{run.Summary.Id}");
        var entry = (await room.LedgerAsync("evaluate")).ShouldHaveSingleItem();
        entry.Outcome.ShouldBe("ran");
        entry.RunIds.ShouldBe([run.Summary.Id]);
        (await room.EventsAsync()).ShouldBe(["run.started", "run.succeeded"]);
        room.Logs.Completed.ShouldContain($"run/{run.Summary.Id}");
    }

    [Theory, EveryDatabase]
    public async Task Invoke_GivesTheScriptASessionOfItsRoleAndTakesItBack(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", "run: { script: work.sh, timeout: 2m }\nrole: evaluator");

        var sessions = room.Get<RunSessions>();
        HeldSession? during = null;
        room.Twin.Scripts["work.sh"] = async (run, token) =>
        {
            during = await sessions.FindAsync(run.RunId, token);
            return new TwinSucceeded();
        };
        var started = await room.StartAsync("evaluate");
        (await sessions.FindAsync(started.Summary.Id, CancellationToken.None)).ShouldBeNull("nothing has claimed it");
        await room.InvokeAsync();

        during.ShouldNotBeNull().Principal.ToString().ShouldBe($"run/{started.Summary.Id} as evaluator");
        during.ExpiresAt.ShouldBe(WorkflowRoom.Start + TimeSpan.FromMinutes(3));
        during.Ended.ShouldBeNull();
        var token = room.Twin.Runs[0].Token;
        token.ShouldStartWith($"ty_run.{started.Summary.Id}_");
        during.Hash.ShouldBe(SessionToken.Hash(token[(token.IndexOf('_', 3) + 1)..]));
        (await sessions.FindAsync(started.Summary.Id, CancellationToken.None)).ShouldNotBeNull().Ended.ShouldNotBeNull().ShouldContain("succeeded");
    }

    [Theory, EveryDatabase]
    public async Task Invoke_RoleIsGone_FailsAndSaysWhatToDo(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Plain);
        room.Roles.Names.Clear();

        var started = await room.StartAsync("evaluate");
        await room.InvokeAsync();

        var run = await room.RunAsync(started.Summary.Id);
        run.Summary.State.ShouldBe("failed");
        run.Summary.Error!.ShouldContain("role evaluator"); // failed runs have an error
        room.Twin.Runs.ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Invoke_ScriptFails_DiscardsAndFailsOnce(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Plain);
        room.Twin.Fails("work.sh");

        var started = await room.StartAsync("evaluate");
        await room.InvokeAsync();
        room.Time.Advance(TimeSpan.FromHours(1));
        await room.InvokeAsync();

        var run = await room.RunAsync(started.Summary.Id);
        run.Summary.State.ShouldBe("failed");
        run.Summary.Error.ShouldBe("The script ended with exit code 3.");
        room.Twin.Runs.Count.ShouldBe(1);
        room.Output.Discarded.ShouldBe([run.Summary.Id]);
        (await room.LedgerAsync("evaluate"))[0].Outcome.ShouldBe("failed");
        (await room.EventsAsync()).ShouldBe(["run.started", "run.failed"]);
        Directory.EnumerateFileSystemEntries(room.Home.Outputs).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Invoke_RetriesAsked_TriesAgainAfterTheDelayAndCountsAttempts(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", "run: { script: work.sh, retries: 2 }\nrole: evaluator");
        room.Twin.Fails("work.sh");

        var started = await room.StartAsync("evaluate");
        await room.InvokeAsync();
        await room.InvokeAsync();
        room.Twin.Runs.Count.ShouldBe(1, "the delay has not passed");
        (await room.RunAsync(started.Summary.Id)).Summary.State.ShouldBe("queued");
        room.Time.Advance(TimeSpan.FromSeconds(10));
        await room.InvokeAsync();
        room.Time.Advance(TimeSpan.FromSeconds(20));
        await room.InvokeAsync();

        var run = await room.RunAsync(started.Summary.Id);
        run.Summary.State.ShouldBe("failed");
        run.Summary.Attempt.ShouldBe(3);
        run.Attempts.Select(attempt => attempt.Number).ShouldBe([1, 2, 3]);
        (await room.EventsAsync()).Count(type => type == "run.failed").ShouldBe(1, "only the run's end is told, not each attempt's");
    }

    [Theory, EveryDatabase]
    public async Task Invoke_OutputsAreRefused_NothingIsVisibleAndTheRunFails(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Plain);
        room.Twin.Writes("work.sh", "visible.txt", "half");
        room.Output.Refusal = new DeniedError("access-denied", "may not write");

        var started = await room.StartAsync("evaluate");
        await room.InvokeAsync();

        var run = await room.RunAsync(started.Summary.Id);
        run.Summary.State.ShouldBe("failed");
        run.Summary.Error.ShouldBe("may not write");
        room.Output.Visible.ShouldBeEmpty();
        room.Output.Discarded.ShouldBe([run.Summary.Id]);
        room.Logs.Streams[$"run/{run.Summary.Id}"].ShouldHaveSingleItem().Text.ShouldContain("refused");
    }

    [Theory, EveryDatabase]
    public async Task Invoke_ResultIsNoJson_FailsAndNamesTheFile(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Plain);
        room.Twin.Writes("work.sh", "result.json", "rmse = 12");

        var started = await room.StartAsync("evaluate");
        await room.InvokeAsync();

        (await room.RunAsync(started.Summary.Id)).Summary.Error!.ShouldContain("result.json is not JSON"); // failed runs have an error
    }

    [Theory, EveryDatabase]
    public async Task CancelAsync_RunIsUnderWay_KillsItAndSaysWho(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", "run: { script: work.sh, retries: 3 }\nbackup: { script: backup.sh }\nrole: evaluator");
        var gate = room.Twin.Waits("work.sh");

        var started = await room.StartAsync("evaluate");
        var invoking = room.InvokeAsync();
        await gate.Started.Task;
        (await room.Workflows.CancelAsync(started.Summary.Id, WorkflowRoom.Alice, CancellationToken.None)).IsOk.ShouldBeTrue();
        await invoking;

        var run = await room.RunAsync(started.Summary.Id);
        run.Summary.State.ShouldBe("cancelled");
        run.Summary.Error.ShouldBe("cancelled by alice");
        run.BackupRun.ShouldBeNull("what somebody cancelled needs no backup");
        (await room.LedgerAsync("evaluate"))[0].Outcome.ShouldBe("cancelled");
        (await room.EventsAsync()).ShouldBe(["run.started", "run.cancelled"]);
    }

    [Theory, EveryDatabase]
    public async Task CancelAsync_RunWaits_EndsItAtOnce(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Plain);

        var started = await room.StartAsync("evaluate");
        var cancelled = await room.Workflows.CancelAsync(started.Summary.Id, WorkflowRoom.Alice, CancellationToken.None);
        await room.InvokeAsync();

        cancelled.Value.Summary.State.ShouldBe("cancelled");
        room.Twin.Runs.ShouldBeEmpty();
        (await room.Workflows.CancelAsync(started.Summary.Id, WorkflowRoom.Alice, CancellationToken.None)).Error.ShouldBeOfType<ConflictError>();
        (await room.Workflows.CancelAsync("none", WorkflowRoom.Alice, CancellationToken.None)).Error.ShouldBeOfType<NotFoundError>();
    }
}
