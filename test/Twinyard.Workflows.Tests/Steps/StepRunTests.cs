using System.Text.Json.Nodes;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;
using Twinyard.Twins;

namespace Twinyard.Workflows.Tests.Steps;

public sealed class StepRunTests
{
    private const string Training = """
        run:
          timeout: 10h
          max-parallel: 3
          steps:
            load: { script: load.sh }
            train:
              script: train.sh
              needs: load
              matrix: ${{ steps.load.outputs.kinds }}
              input: { kind: "${{ matrix }}", file: "${{ steps.load.outputs.file }}" }
            report: { script: report.sh, needs: train, input: { models: "${{ steps.train.outputs }}" } }
        role: evaluator
        """;

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Invoke_StepsOfAGraph_RunInOrderWithTheOutputsOfThoseBefore(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", Training);
        room.Twin.Gives("load.sh", """{"kinds": ["a", "b", "c"], "file": "x.csv"}""");
        room.Twin.Gives("train.sh", run => $$"""{"of": {{JsonNode.Parse(run.InputJson)!["kind"]!.ToJsonString()}}}""");

        var started = await room.StartAsync("train");
        started.Steps.Select(step => (step.Name, step.State)).ShouldBe([("load", "waiting"), ("train", "waiting"), ("report", "waiting")]);
        await room.InvokeAsync();

        var run = await room.RunAsync(started.Summary.Id);
        run.Summary.State.ShouldBe("succeeded", run.Summary.Error);
        run.Steps.Select(step => (step.Name, step.State, step.Items.Count)).ShouldBe([("load", "succeeded", 1), ("train", "succeeded", 3), ("report", "succeeded", 1)]);
        run.Steps[1].Items.Select(item => (item.Item, item.Value!.Value.GetString(), item.Attempts)).ShouldBe([(0, "a", 1), (1, "b", 1), (2, "c", 1)]);
        room.Twin.Runs.Select(one => one.Script).ShouldBe(["load.sh", "train.sh", "train.sh", "train.sh", "report.sh"]);
        JsonNode.DeepEquals(JsonNode.Parse(room.Twin.Runs[^1].InputJson), JsonNode.Parse("""{"models": [{"of": "a"}, {"of": "b"}, {"of": "c"}]}""")).ShouldBeTrue();
        var first = room.Twin.Runs.Single(one => one.LogPrefix == "train[0] | ");
        JsonNode.DeepEquals(JsonNode.Parse(first.InputJson), JsonNode.Parse("""{"kind": "a", "file": "x.csv"}""")).ShouldBeTrue();
        first.Variables["TWINYARD_STEP_ITEM"].ShouldBe("0");
        room.Twin.Runs.Select(one => one.OutputFolder).ShouldBeUnique();
        room.Twin.Runs.Select(one => one.LogPrefix).ShouldBe(["load | ", "train[0] | ", "train[1] | ", "train[2] | ", "report | "], ignoreOrder: true);
        Directory.EnumerateFileSystemEntries(room.Home.Outputs).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(room.Home.Steps).ShouldBeEmpty();
        (await room.EventsAsync()).ShouldBe(["run.started", "run.succeeded"]);
    }

    [Theory, EveryDatabase]
    public async Task Invoke_MatrixIsEmpty_TheStepHasNothingToDoAndTheNextOnesRun(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", Training);
        room.Twin.Gives("load.sh", """{"kinds": [], "file": "x.csv"}""");

        var run = await room.RunAsync((await RunOnceAsync(room)).Summary.Id);

        run.Summary.State.ShouldBe("succeeded", run.Summary.Error);
        (run.Steps[1].State, run.Steps[1].Items.Count).ShouldBe(("succeeded", 0));
        room.Twin.Runs[^1].InputJson.ShouldBe("""{"models":[]}""");
    }

    [Theory, EveryDatabase]
    public async Task Invoke_AStepFails_NothingIsVisibleThoseUnderWayEndAndTheRestIsSkipped(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", "run:\n  max-parallel: 2\n  steps:\n    a: { script: a.sh }\n    slow: { script: slow.sh }\n    b: { script: b.sh, needs: a }\n    c: { script: c.sh }\nrole: evaluator");
        var slow = room.Twin.Waits("slow.sh");
        room.Twin.Scripts["a.sh"] = async (run, _) =>
        {
            await slow.Started.Task;
            await File.WriteAllTextAsync(Path.Combine(run.OutputFolder, "visible.txt"), "half", None);
            return new TwinFailed(3);
        };
        var started = await room.StartAsync("train");
        var invoking = room.InvokeAsync();
        await UntilAsync(async () => (await room.RunAsync(started.Summary.Id)).Steps[0].State == "failed");
        slow.Open.SetResult();
        await invoking;

        var run = await room.RunAsync(started.Summary.Id);
        run.Summary.State.ShouldBe("failed");
        run.Summary.Error.ShouldBe("The step a failed: The script ended with exit code 3.");
        run.Steps.Select(step => step.State).ShouldBe(["failed", "succeeded", "skipped", "skipped"]);
        room.Output.Visible.ShouldBeEmpty();
        room.Twin.Runs.Count.ShouldBe(2);
        (await room.LedgerAsync("train"))[0].Outcome.ShouldBe("failed");
    }

    [Theory, EveryDatabase]
    public async Task Invoke_AStepWithRetries_IsTriedAgainAfterAWhileAndCountsItsExecutions(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", "run:\n  steps:\n    a: { script: a.sh, retries: 2 }\n    b: { script: b.sh, needs: a }\nrole: evaluator");
        var tries = 0;
        room.Twin.Scripts["a.sh"] = (_, _) => Task.FromResult<TwinOutcome>(++tries < 3 ? new TwinFailed(1) : new TwinSucceeded());
        var started = await room.StartAsync("train");
        var invoking = room.InvokeAsync();
        foreach (var count in new[] { 1, 2 })
        {
            await UntilAsync(async () => (await room.RunAsync(started.Summary.Id)).Steps[0].Items.FirstOrDefault() is { State: "waiting", Error: not null } item && item.Attempts == count);
            tries.ShouldBe(count);
            room.Time.Advance(TimeSpan.FromSeconds(21));
        }

        await invoking;
        var run = await room.RunAsync(started.Summary.Id);
        run.Summary.State.ShouldBe("succeeded", run.Summary.Error);
        (run.Steps[0].Items[0].Attempts, run.Summary.Attempt, tries).ShouldBe((3, 1, 3));
        room.Twin.Runs[2].Variables["TWINYARD_STEP_ATTEMPT"].ShouldBe("3");
    }

    [Theory, EveryDatabase]
    public async Task Invoke_RunIsCancelled_AllThatIsUnderWayEnds(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", "run:\n  steps:\n    a: { script: a.sh }\n    b: { script: b.sh }\n    c: { script: c.sh, needs: [a, b] }\nrole: evaluator");
        var (a, b) = (room.Twin.Waits("a.sh"), room.Twin.Waits("b.sh"));
        var started = await room.StartAsync("train");
        var invoking = room.InvokeAsync();
        await Task.WhenAll(a.Started.Task, b.Started.Task);

        await room.Workflows.CancelAsync(started.Summary.Id, WorkflowRoom.Alice, None);
        await invoking;

        var run = await room.RunAsync(started.Summary.Id);
        run.Summary.State.ShouldBe("cancelled");
        run.Steps.Select(step => step.State).ShouldBe(["cancelled", "cancelled", "skipped"]);
    }

    [Theory, EveryDatabase]
    public async Task Invoke_RunTakesTooLong_TimesOutWithTheStepsThatWereUnderWay(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", "run:\n  timeout: 1m\n  steps:\n    a: { script: a.sh }\n    b: { script: b.sh, needs: a }\nrole: evaluator");
        var gate = room.Twin.Waits("a.sh");
        var started = await room.StartAsync("train");
        var invoking = room.InvokeAsync();
        await gate.Started.Task;

        room.Time.Advance(TimeSpan.FromSeconds(61));
        await invoking;

        var run = await room.RunAsync(started.Summary.Id);
        run.Summary.State.ShouldBe("timed-out");
        run.Summary.Error.ShouldBe("The run, in a, was still running after 60 s.");
        run.Steps.Select(step => step.State).ShouldBe(["cancelled", "skipped"]);
    }

    [Theory, EveryDatabase]
    public async Task Invoke_TwoStepsWriteTheSameObject_IsRefusedWithBothNamesAndNothingIsVisible(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", "run:\n  steps:\n    a: { script: a.sh }\n    b: { script: b.sh }\nrole: evaluator");
        room.Twin.Writes("a.sh", "objects/bucket/k.txt", "a");
        room.Twin.Writes("b.sh", "objects/bucket/k.txt", "b");

        var run = await RunOnceAsync(room);

        run.Summary.State.ShouldBe("failed");
        run.Summary.Error.ShouldNotBeNull().ShouldContain("The steps a and b have both written objects/bucket/k.txt.");
        room.Output.Visible.ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Invoke_OutputsOfAllSteps_AreCommittedTogether(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", "run:\n  steps:\n    a: { script: a.sh }\n    b: { script: b.sh, needs: a }\nrole: evaluator");
        room.Twin.Writes("a.sh", "tables/t.ndjson", "1\n");
        room.Twin.Scripts["b.sh"] = async (run, _) =>
        {
            Directory.CreateDirectory(Path.Combine(run.OutputFolder, "tables"));
            await File.WriteAllTextAsync(Path.Combine(run.OutputFolder, "tables", "t.ndjson"), "2\n", None);
            await File.WriteAllTextAsync(Path.Combine(run.OutputFolder, "result.json"), "7", None);
            return new TwinSucceeded();
        };
        var table = "";
        room.Output.OnCommitting = async outputs => table = await File.ReadAllTextAsync(Path.Combine(outputs.Folder, "tables", "t.ndjson"), None);

        var run = await RunOnceAsync(room);

        run.Summary.State.ShouldBe("succeeded", run.Summary.Error);
        table.ShouldBe("1\n2\n");
        run.Result?.GetInt32().ShouldBe(7);
    }

    [Theory, EveryDatabase]
    public async Task Invoke_AReferenceIsMissing_FailsTheStepWithoutTryingItAgain(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", "run:\n  steps:\n    a: { script: a.sh }\n    b: { script: b.sh, needs: a, retries: 5, input: { x: \"${{ steps.a.outputs.n }}\" } }\nrole: evaluator");

        var run = await RunOnceAsync(room);

        run.Summary.Error.ShouldNotBeNull().ShouldContain("The step b failed: ${{ steps.a.outputs.n }} has no 'n'.");
        room.Twin.Runs.ShouldHaveSingleItem();
    }

    [Theory, EveryDatabase]
    public async Task Invoke_AStepLeavesAnArtifact_ItHasTheStepsName(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("train", "run:\n  steps:\n    a: { script: a.ipynb }\n    b: { script: b.ipynb, matrix: [x] }\nrole: evaluator");
        foreach (var script in new[] { "a.ipynb", "b.ipynb" })
        {
            room.Twin.Scripts[script] = async (run, _) =>
            {
                var folder = Directory.CreateDirectory(run.ArtifactFolder.ShouldNotBeNull()).FullName;
                await File.WriteAllTextAsync(Path.Combine(folder, "notebook.ipynb"), script, None);
                return new TwinFailed(1);
            };
        }

        var id = (await RunOnceAsync(room)).Summary.Id;

        (await room.Workflows.ArtifactsAsync(id, None)).Value.Select(artifact => artifact.Name).ShouldBe(["a.notebook.ipynb", "b[0].notebook.ipynb"]);
        System.Text.Encoding.UTF8.GetString((await room.Workflows.ArtifactAsync(id, "b[0].notebook.ipynb", null, None)).Value).ShouldBe("b.ipynb");
    }

    private static async Task<RunDetail> RunOnceAsync(WorkflowRoom room)
    {
        var started = await room.StartAsync("train");
        await room.InvokeAsync();
        return await room.RunAsync(started.Summary.Id);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Yield();
        }
    }
}
