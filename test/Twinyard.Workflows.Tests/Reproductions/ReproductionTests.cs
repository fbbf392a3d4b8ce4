using Twinyard.Access;
using Twinyard.Access.Tokens;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.TestKit.Databases;
using Twinyard.Twins;
using Twinyard.Twins.Traces;
using Twinyard.Workflows.Reproductions;

namespace Twinyard.Workflows.Tests.Reproductions;

public sealed class ReproductionTests
{
    private const string Manifest = """
        run: { script: work.sh }
        role: evaluator
        """;

    private static readonly MachineFacts Machine = new("1.0", "Linux", "x64", ".NET 10", "Python 3.13", "bash 5", "aa", "bb", "cc", "auto");
    private static readonly TwinTrace Trace = new("tree-1", "local", "process", null, true, Machine);

    [Theory, EveryDatabase]
    public async Task Reproduce_SameOutputs_IsIdenticalAndAppliesNothing(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Manifest);
        Leaves(room, run =>
        {
            Write(run, "visible.txt", "once");
            Write(run, "tables/daily.ndjson", "{\"a\":1}\n{\"a\":2}\n");
            Write(run, "result.json", "{\"rmse\":1.5}");
        });
        var id = await SucceededAsync(room);
        room.Output.Visible.Clear();
        Leaves(room, run =>
        {
            Write(run, "visible.txt", "once");
            Write(run, "tables/daily.ndjson", "{\"a\":2}\n{\"a\":1}\n");
            Write(run, "result.json", "{ \"rmse\": 1.5 }");
        });

        var reproduction = await ReproduceAsync(room, id);

        reproduction.IsIdentical.ShouldBeTrue();
        reproduction.Outputs.Select(item => (item.Kind, item.Name)).ShouldBe([("result", ""), ("table", "daily"), ("file", "visible.txt")], ignoreOrder: true);
        room.Output.Visible.ShouldBeEmpty();
        (await room.RunsAsync()).ShouldHaveSingleItem().State.ShouldBe("succeeded");
        Directory.GetFileSystemEntries(room.Home.Runs).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Reproduce_RunsTheSameInASessionThatOnlyReads(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Manifest);
        Leaves(room, _ => { });
        var id = await SucceededAsync(room);

        HeldSession? held = null;
        room.Twin.Scripts["work.sh"] = async (_, token) =>
        {
            held = await room.Get<ReproductionSessions>().FindAsync(id, token);
            return new TwinSucceeded { Trace = Trace };
        };
        await ReproduceAsync(room, id);

        var (first, again) = (room.Twin.Runs[0], room.Twin.Runs[1]);
        (again.Commit, again.Script, again.RunId, again.InputJson, again.Timeout, again.MustBeDeployed).ShouldBe((first.Commit, first.Script, first.RunId, first.InputJson, first.Timeout, true));
        again.OutputFolder.ShouldNotBe(first.OutputFolder);
        again.LogStream.ShouldStartWith("reproduction/");
        held.ShouldNotBeNull().Principal.ShouldBe(new Principal(Principal.Reproduction, id, "evaluator"));
        var head = $"ty_reproduction.{id}_";
        again.Token.ShouldStartWith(head);
        SessionToken.Hash(again.Token[head.Length..]).ShouldBe(held.Hash);
        (await room.Get<ReproductionSessions>().FindAsync(id, CancellationToken.None)).ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Reproduce_OtherOutputs_TellsWhereTheyDiffer(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Manifest);
        Leaves(room, run =>
        {
            Write(run, "metrics.ndjson", "{\"name\":\"mae\",\"value\":1}\n{\"name\":\"rmse\",\"value\":2}\n");
            Write(run, "objects/plots/a.png", "picture");
            Write(run, "objects/plots/b.png", "picture");
        });
        var id = await SucceededAsync(room);
        Leaves(room, run =>
        {
            Write(run, "metrics.ndjson", "{\"name\":\"mae\",\"value\":1}\n{\"name\":\"rmse\",\"value\":3}\n");
            Write(run, "objects/plots/a.png", "another picture");
            Write(run, "events.ndjson", "{}\n");
        });

        var reproduction = await ReproduceAsync(room, id);

        reproduction.IsIdentical.ShouldBeFalse();
        reproduction.Outputs.ShouldBe(
        [
            new("metrics", "", "different", "row 2: value: 3, was 2"),
            new("object", "plots/a.png", "different", "15 bytes, was 7"),
            new("object", "plots/b.png", "missing", null),
            new("events", "", "added", null),
        ]);
    }

    [Theory, EveryDatabase]
    public async Task Reproduce_WhatTheRunRead_IsPinnedAndCompared(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Manifest);
        var reads = room.Get<IRunReads>();
        Leaves(room, run =>
        {
            reads.Note(run.RunId, new RunRead(RunRead.Object, "data/train.txt", "v1", ""));
            reads.Note(run.RunId, new RunRead(RunRead.Alias, "rul@champion", "3", ""));
            reads.Note(run.RunId, new RunRead(RunRead.Table, "telemetry", "", ""));
        });
        var id = await SucceededAsync(room);
        string? pinned = null;
        Leaves(room, run =>
        {
            pinned = reads.Pinned(run.RunId, RunRead.Object, "data/train.txt");
            reads.NoteReproduced(run.RunId, new RunRead(RunRead.Object, "data/train.txt", pinned ?? "newest", ""));
            reads.NoteReproduced(run.RunId, new RunRead(RunRead.Table, "telemetry", "", ""));
        });

        var reproduction = await ReproduceAsync(room, id);

        pinned.ShouldBe("v1");
        reproduction.Inputs.Select(item => (item.Name, item.Verdict)).ShouldBe([("rul@champion", "missing"), ("data/train.txt", "identical"), ("telemetry", "not pinned")]);
        reproduction.Notes.ShouldContain(note => note.Contains("SQL", StringComparison.Ordinal));
        reads.Pinned(id, RunRead.Object, "data/train.txt").ShouldBeNull();
        (await room.Workflows.RecordAsync(id, CancellationToken.None)).Value.Reads.Count.ShouldBe(3);
    }

    [Theory, EveryDatabase]
    public async Task Reproduce_OnOtherPrograms_SaysSo(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Manifest);
        Leaves(room, _ => { });
        var id = await SucceededAsync(room);
        room.Twin.Scripts["work.sh"] = (_, _) => Task.FromResult<TwinOutcome>(new TwinSucceeded { Trace = Trace with { Machine = new("2.0", "Linux", "x64", ".NET 11", null, null, null, null, null, "off") } });

        var reproduction = await ReproduceAsync(room, id);

        reproduction.Notes.ShouldHaveSingleItem().ShouldContain("programs are others");
    }

    [Theory, EveryDatabase]
    public async Task Reproduce_ScriptFailsOrIsGone_IsToldApart(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Manifest);
        Leaves(room, _ => { });
        var id = await SucceededAsync(room);
        room.Twin.Fails("work.sh");
        var failed = await ReproduceAsync(room, id);
        room.Twin.Scripts["work.sh"] = (_, _) => Task.FromResult<TwinOutcome>(new TwinNotStarted(new Platform.Results.NotFoundError("commit-not-found", "No repository holds the commit.")));
        var gone = await ReproduceAsync(room, id);

        (failed.State, failed.IsIdentical).ShouldBe(("compared", false));
        failed.Outputs.ShouldHaveSingleItem().Difference.ShouldNotBeNull().ShouldContain("exit code 3");
        gone.State.ShouldBe("failed");
        gone.Error.ShouldBe("No repository holds the commit.");
    }

    [Theory, EveryDatabase]
    public async Task Reproduce_RunThatHasNotSucceeded_IsRefused(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Manifest);
        var started = await room.StartAsync("evaluate");

        (await room.Get<RunReproductions>().StartAsync(started.Summary.Id, CancellationToken.None)).Error.ShouldNotBeNull().Code.ShouldBe("run-not-succeeded");
        (await room.Get<RunReproductions>().StartAsync("nothing", CancellationToken.None)).Error.ShouldNotBeNull().Code.ShouldBe("run-not-found");
    }

    [Theory, EveryDatabase]
    public async Task Reproduce_Cancelled_EndsAndCanBeAskedForAgain(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Manifest);
        Leaves(room, _ => { });
        var id = await SucceededAsync(room);
        var gate = room.Twin.Waits("work.sh");
        var reproductions = room.Get<RunReproductions>();
        await reproductions.StartAsync(id, CancellationToken.None);
        await gate.Started.Task;
        (await reproductions.StartAsync(id, CancellationToken.None)).Error.ShouldNotBeNull().Code.ShouldBe("reproduction-running");

        reproductions.Cancel(id);

        (await EndAsync(room, id)).State.ShouldBe("cancelled");
        Leaves(room, _ => { });
        (await ReproduceAsync(room, id)).IsIdentical.ShouldBeTrue();
    }

    [Theory]
    [InlineData("{\"a\":{\"b\":[1,2]}}", "{\"a\":{\"b\":[1,3]}}", "a.b[1]: 2, was 3")]
    [InlineData("{\"a\":1}", "{\"a\":1,\"b\":2}", "b: missing, was 2")]
    [InlineData("{\"a\":1,\"b\":2}", "{\"a\":1}", "b: 2, was missing")]
    [InlineData("[1]", "[1,2]", "the list: 1 items, was 2")]
    [InlineData("1.0", "1", null)]
    [InlineData("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", null)]
    public void JsonDifference_First_NamesTheKey(string now, string then, string? expected) => JsonDifference.First(now, then).ShouldBe(expected);

    [Theory, EveryDatabase]
    public async Task Reproduce_RunWithASecret_GivesItsNewestVersionAndSaysThatItIsAnother(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        room.Secrets.Values["api-token"] = (1, "the first value");
        await room.DeployAsync("evaluate", "run: { script: work.sh, secrets: [api-token] }\nrole: evaluator");
        Leaves(room, _ => { });
        var id = await SucceededAsync(room);
        room.Secrets.Values["api-token"] = (2, "the second value");

        var reproduction = await ReproduceAsync(room, id);

        room.Twin.Runs[1].Secrets.ToString().ShouldBe("api-token@2");
        room.Secrets.Asked[1].Principal.ShouldBe(new Principal(Principal.Reproduction, id, "evaluator"));
        reproduction.Notes.ShouldContain("The secret api-token has its version 2 now; the run had version 1.");
        room.Secrets.Values.Clear();
        (await ReproduceAsync(room, id)).Error.ShouldNotBeNull().ShouldContain("may not use the secret api-token");
    }

    private static async Task<string> SucceededAsync(WorkflowRoom room)
    {
        var started = await room.StartAsync("evaluate");
        await room.InvokeAsync();
        return started.Summary.Id;
    }

    private static async Task<RunReproduction> ReproduceAsync(WorkflowRoom room, string id)
    {
        (await room.Get<RunReproductions>().StartAsync(id, CancellationToken.None)).Error.ShouldBeNull();
        return await EndAsync(room, id);
    }

    private static async Task<RunReproduction> EndAsync(WorkflowRoom room, string id)
    {
        await room.Get<RunReproductions>().EndedAsync(id);
        return room.Get<RunReproductions>().Get(id).Value;
    }

    private static void Leaves(WorkflowRoom room, Action<TwinRun> script) => room.Twin.Scripts["work.sh"] = (run, _) =>
    {
        script(run);
        return Task.FromResult<TwinOutcome>(new TwinSucceeded { Trace = Trace });
    };

    private static void Write(TwinRun run, string file, string text)
    {
        var path = Path.Combine(run.OutputFolder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // a file has a folder
        File.WriteAllText(path, text);
    }
}
