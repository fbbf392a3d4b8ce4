using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.TestKit.Databases;
using Twinyard.Twins;
using Twinyard.Twins.Traces;
using Twinyard.Workflows.Reproductions;
using Twinyard.Workflows.Steps;

namespace Twinyard.Workflows.Tests.Reproductions;

/// <summary>A run with steps, executed again: all of them, on a stage of their own.</summary>
public sealed class StepReproductionTests
{
    private const string Manifest = """
        run:
          steps:
            a: { script: a.sh }
            b: { script: b.sh, needs: a, matrix: "${{ steps.a.outputs.kinds }}", input: { kind: "${{ matrix }}" } }
        role: evaluator
        """;

    private static readonly MachineFacts Machine = new("1.0", "Linux", "x64", ".NET 10", "Python 3.13", "bash 5", "aa", "bb", "cc", "auto");
    private static readonly TwinTrace Trace = new("tree-1", "local", "process", null, true, Machine);

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Reproduce_Steps_ExecutesAllOfThemAndComparesWhatTheyLeaveTogether(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", Manifest);
        Scripts(room, run => run.InputJson);
        var id = (await room.StartAsync("train")).Summary.Id;
        await room.InvokeAsync();
        var before = (await room.RunAsync(id)).Steps;

        var reproduction = await ReproduceAsync(room, id);

        (reproduction.State, reproduction.IsIdentical).ShouldBe(("compared", true), reproduction.Error);
        reproduction.Outputs.Select(item => (item.Kind, item.Name)).ShouldBe([("result", ""), ("object", "yard/0.json"), ("object", "yard/1.json"), ("table", "daily")], ignoreOrder: true);
        room.Twin.Runs.Count.ShouldBe(6);
        room.Twin.Runs.Skip(3).ShouldAllBe(run => run.LogStream.StartsWith("reproduction/") && run.Token.StartsWith("ty_reproduction."));
        room.Twin.Runs.Skip(4).Select(run => run.InputJson).Order().ShouldBe(["""{"kind":"x"}""", """{"kind":"y"}"""]);
        (await room.RunAsync(id)).Steps.SelectMany(step => step.Items).Select(item => item.Attempts).ShouldBe(before.SelectMany(step => step.Items).Select(item => item.Attempts));
        Directory.GetFileSystemEntries(room.Home.Runs).ShouldBeEmpty();
        Directory.GetFileSystemEntries(room.Home.Steps).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Reproduce_AStepLeavesSomethingElseOrFails_IsTold(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", Manifest);
        Scripts(room, run => run.InputJson);
        var id = (await room.StartAsync("train")).Summary.Id;
        await room.InvokeAsync();

        Scripts(room, run => run.Variables["TWINYARD_STEP_ITEM"] == "1" ? "another" : run.InputJson);
        var different = await ReproduceAsync(room, id);
        room.Twin.Fails("b.sh");
        var failed = await ReproduceAsync(room, id);

        different.Outputs.Where(item => item.Verdict == ReproducedItem.Different).ShouldHaveSingleItem().Name.ShouldBe("yard/1.json");
        failed.Outputs.ShouldHaveSingleItem().Difference.ShouldNotBeNull().ShouldContain("The step b[0] failed");
    }

    [Theory, EveryDatabase]
    public async Task Reproduce_ResumedRun_PinsWhatTheFailedOnesStepsRead(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", Manifest);
        Scripts(room, run => run.InputJson);
        var reads = room.Get<IRunReads>();
        var first = room.Twin.Scripts["a.sh"];
        room.Twin.Scripts["a.sh"] = (run, token) =>
        {
            reads.Note(run.RunId, new RunRead(RunRead.Object, "data/train.txt", "v1", ""));
            return first(run, token);
        };
        room.Twin.Fails("b.sh");
        var failed = (await room.StartAsync("train")).Summary.Id;
        await room.InvokeAsync();
        Scripts(room, run => run.InputJson);
        var resumed = (await room.Workflows.ResumeAsync(failed, new ResumeRunRequest(), None)).Value.Summary.Id;
        await room.InvokeAsync();
        (await room.RunAsync(resumed)).Summary.State.ShouldBe("succeeded");
        string? pinned = null;
        room.Twin.Scripts["a.sh"] = (run, token) =>
        {
            pinned = reads.Pinned(run.RunId, RunRead.Object, "data/train.txt");
            return first(run, token);
        };

        var reproduction = await ReproduceAsync(room, resumed);

        pinned.ShouldBe("v1");
        reproduction.Outputs.ShouldAllBe(item => item.Verdict == ReproducedItem.Identical);
    }

    private static void Scripts(WorkflowRoom room, Func<TwinRun, string> content)
    {
        room.Twin.Scripts["a.sh"] = (run, _) =>
        {
            Write(run, StepOutputs.FileName, """{"kinds":["x","y"]}""");
            Write(run, "tables/daily.ndjson", "{\"a\":1}\n");
            Write(run, "result.json", """{"rows":1}""");
            return Task.FromResult<TwinOutcome>(new TwinSucceeded { Trace = Trace });
        };
        room.Twin.Scripts["b.sh"] = (run, _) =>
        {
            Write(run, $"objects/yard/{run.Variables["TWINYARD_STEP_ITEM"]}.json", content(run));
            Write(run, "tables/daily.ndjson", "{\"a\":2}\n");
            return Task.FromResult<TwinOutcome>(new TwinSucceeded { Trace = Trace });
        };
    }

    private static async Task<RunReproduction> ReproduceAsync(WorkflowRoom room, string id)
    {
        (await room.Get<RunReproductions>().StartAsync(id, None)).Error.ShouldBeNull();
        await room.Get<RunReproductions>().EndedAsync(id);
        return room.Get<RunReproductions>().Get(id).Value;
    }

    private static void Write(TwinRun run, string file, string text)
    {
        var path = Path.Combine(run.OutputFolder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // a file has a folder
        File.WriteAllText(path, text);
    }
}
