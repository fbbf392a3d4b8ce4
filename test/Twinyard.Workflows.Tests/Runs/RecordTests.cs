using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.TestKit.Databases;
using Twinyard.Twins;
using Twinyard.Twins.Traces;
using Twinyard.Workflows.Lineage;
using Twinyard.Workflows.Records;
using Twinyard.Workflows.Reproductions;

namespace Twinyard.Workflows.Tests.Runs;

public sealed class RecordTests
{
    private const string Manifest = """
        run: { script: work.sh, retries: 1 }
        role: evaluator
        """;

    private static readonly MachineFacts Machine = new("1.0", "Linux", "x64", ".NET 10", "Python 3.13", "bash 5", "aa", "bb", "cc", "auto");
    private static readonly TwinTrace Trace = new("tree-1", "local", "process", null, true, Machine);

    [Theory, EveryDatabase]
    public async Task Record_OfASuccess_NamesTreeTwinMachineReadsAndOutputs(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Manifest);
        Leaves(room, run =>
        {
            Write(run, "tables/daily.ndjson", "{\"a\":1}\n{\"a\":2}\n");
            Write(run, "objects/plots/a.png", "picture");
            room.Get<IRunReads>().Note(run.RunId, new RunRead(RunRead.Object, "data/train.txt", "v1", "d1"));
            room.Get<IRunReads>().Note(run.RunId, new RunRead(RunRead.Object, "data/train.txt", "v1", "d1"));
            room.Get<IRunReads>().Note(run.RunId, new RunRead(RunRead.Bundle, "rul", "3", "d2"));
            room.Get<IRunReads>().Note(run.RunId, new RunRead(RunRead.Table, "telemetry", "", ""));
        });
        var started = await room.StartAsync("evaluate");
        await room.InvokeAsync();

        var record = await RecordAsync(room, started);

        (record.State, record.Commit, record.Proposal, record.Approvers, record.Script).ShouldBe(("succeeded", "c1", "p1", "bob", "work.sh"));
        var execution = record.Execution.ShouldNotBeNull();
        (execution.Tree, execution.Twin, execution.Kind, execution.Sandboxed).ShouldBe(("tree-1", "local", "process", true));
        execution.Machine.ShouldNotBeNull().Python.ShouldBe("Python 3.13");
        record.Reads.Select(read => (read.Kind, read.Name, read.Version)).ShouldBe([("bundle", "rul", "3"), ("object", "data/train.txt", "v1"), ("table", "telemetry", "")]);
        record.Outputs.Select(output => (output.Path, output.Rows)).ShouldBe([("objects/plots/a.png", null), ("tables/daily.ndjson", 2L)]);
        record.Outputs[0].Sha256.ShouldBe(ContentHash.Of("picture"));
        record.Outputs[1].Text.ShouldBe("{\"a\":1}\n{\"a\":2}\n");
    }

    [Theory, EveryDatabase]
    public async Task Record_WithoutOutputs_IsWrittenWithTheEnd(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Manifest);
        Leaves(room, _ => { });
        var started = await room.StartAsync("evaluate");
        await room.InvokeAsync();

        var record = await RecordAsync(room, started);

        record.Execution.ShouldNotBeNull().Tree.ShouldBe("tree-1");
        record.Outputs.ShouldBeEmpty();
        record.EventHash.ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Record_OfARunWithSteps_HasWhatTheStepsLeftTogether(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", """
            run:
              steps:
                first: { script: first.sh }
                second: { script: second.sh, needs: first }
            role: evaluator
            """);
        foreach (var step in new[] { "first", "second" })
        {
            room.Twin.Scripts[$"{step}.sh"] = (run, _) =>
            {
                Write(run, $"objects/out/{step}.txt", step);
                return Task.FromResult<TwinOutcome>(new TwinSucceeded { Trace = Trace });
            };
        }

        var started = await room.StartAsync("evaluate");
        await room.InvokeAsync();

        var record = await RecordAsync(room, started);
        record.Execution.ShouldNotBeNull().Tree.ShouldBe("tree-1");
        record.Outputs.Select(output => output.Path).ShouldBe(["objects/out/first.txt", "objects/out/second.txt"]);
    }

    [Theory, EveryDatabase]
    public async Task Record_OfAFailedAttempt_IsThatAttemptsUntilOneSucceeds(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Manifest);
        room.Twin.Scripts["work.sh"] = (_, _) => Task.FromResult<TwinOutcome>(new TwinFailed(1) { Trace = Trace with { Tree = "first" } });
        var started = await room.StartAsync("evaluate");
        await room.InvokeAsync();
        (await RecordAsync(room, started)).Execution.ShouldNotBeNull().Tree.ShouldBe("first");

        Leaves(room, _ => { });
        room.Time.Advance(TimeSpan.FromMinutes(1));
        await room.InvokeAsync();

        (await RecordAsync(room, started)).Execution.ShouldNotBeNull().Tree.ShouldBe("tree-1");
    }

    [Theory, EveryDatabase]
    public async Task Note_OfSomethingThatIsNoRun_IsNotKept(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        var reads = room.Get<RunReads>();

        reads.Note("a development run", new RunRead(RunRead.Table, "telemetry", "", ""));
        await reads.WriteAsync(CancellationToken.None);

        (await room.Database.ReadAsync(session => session.FirstAsync<long>("SELECT COUNT(*) FROM run_reads", null, CancellationToken.None), CancellationToken.None)).ShouldBe(0);
    }

    [Theory, EveryDatabase]
    public async Task Note_MoreThanIsKept_IsCounted(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Manifest);
        Leaves(room, run =>
        {
            foreach (var i in Enumerable.Range(0, ReadSet.Maximum + 7))
            {
                room.Get<IRunReads>().Note(run.RunId, new RunRead(RunRead.Object, $"data/{i}", "v", ""));
            }
        });
        var started = await room.StartAsync("evaluate");
        await room.InvokeAsync();

        var record = await RecordAsync(room, started);

        record.Reads.Count.ShouldBe(ReadSet.Maximum);
        record.ReadsLeftOut.ShouldBe(7);
    }

    [Theory, EveryDatabase]
    public async Task Lineage_OfARun_LeadsToWhatItRead(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Manifest);
        Leaves(room, run =>
        {
            room.Get<IRunReads>().Note(run.RunId, new RunRead(RunRead.Object, "data/train.txt", "v1", "d1"));
            room.Get<IRunReads>().Note(run.RunId, new RunRead(RunRead.Bundle, "rul", "3", "d2"));
        });
        var started = await room.StartAsync("evaluate");
        await room.InvokeAsync();

        var node = await room.Get<ILineageSource>().ResolveAsync(new LineageReference("run", started.Summary.Id), CancellationToken.None);

        node.ShouldNotBeNull().From.ShouldBe([new("commit", "c1"), new("model-version", "rul@3"), new("dataset", "data/train.txt@v1")]);
    }

    [Fact]
    public void RowsDigest_RowsInAnotherOrderAndOtherParts_AreEqual()
    {
        Rows("a\nb\n", "c").ShouldBe(Rows("c\nb", "\na\n"));
        Rows("a\nb\n").ShouldNotBe(Rows("a\nc\n"));
        Rows("a\na\n").ShouldNotBe(Rows("a\n"));
        Rows("a\n\nb").Rows.ShouldBe(2);
    }

    private static (long Rows, string Hash) Rows(params string[] parts)
    {
        using var digest = new RowsDigest();
        foreach (var part in parts)
        {
            digest.Append(System.Text.Encoding.UTF8.GetBytes(part));
        }

        var hash = digest.Finish();
        return (digest.Rows, hash);
    }

    private static async Task<RunRecord> RecordAsync(WorkflowRoom room, RunDetail run) => (await room.Workflows.RecordAsync(run.Summary.Id, CancellationToken.None)).Value;

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
