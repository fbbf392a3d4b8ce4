using System.Text.Json.Nodes;
using Twinyard.Contracts.Buckets;
using Twinyard.Contracts.Workflows;
using Twinyard.EndToEnd.Tests.Processes;
using Twinyard.Platform.Paging;

namespace Twinyard.EndToEnd.Tests.Steps;

/// <summary>A workflow of several scripts, as a person deploys, runs and resumes it, and as a kill interrupts it.</summary>
public sealed class StepsTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Run_AStepFails_IsResumedFromThereAndCommitsWhatAllHaveLeft()
    {
        await using var server = await ServerProcess.StartAsync(_home, Token);
        await DeployAsync(
            server,
            """
            run:
              steps:
                load: { script: load.sh }
                train:
                  script: train.sh
                  needs: load
                  matrix: ${{ steps.load.outputs.kinds }}
                  input: { kind: "${{ matrix }}" }
                report: { script: report.sh, needs: train, input: { models: "${{ steps.train.outputs }}" } }
            """,
            ("load.sh", """echo loading; echo '{"kinds": ["a", "b"]}' > "$TWINYARD_OUTPUT/step.json" """),
            ("train.sh", """
                mkdir -p "$TWINYARD_OUTPUT/objects/yard"
                cp "$TWINYARD_INPUT" "$TWINYARD_OUTPUT/objects/yard/$TWINYARD_STEP_ITEM.json"
                cp "$TWINYARD_INPUT" "$TWINYARD_OUTPUT/step.json"
                echo trained
                """),
            ("report.sh", """
                cp "$TWINYARD_INPUT" "$TWINYARD_OUTPUT/result.json"
                if [ "$TWINYARD_STEP_ATTEMPT" = 1 ]; then exit 4; fi
                """));

        var (code, said) = await CliAsync("workflow", "run", "pipeline", "--wait");
        code.ShouldBe(1, said);
        said.ShouldContain("train[1] | trained");
        said.ShouldContain("The step report failed: The script ended with exit code 4.");
        (await server.Owner.GetAsync<Page<ObjectSummary>>("buckets?limit=10", Token)).Items.ShouldBeEmpty();
        var failed = (await server.Owner.GetAsync<Page<RunSummary>>("runs?limit=10", Token)).Items.ShouldHaveSingleItem().Id;

        (await CliAsync("run", "logs", failed, "--step", "train[1]")).Said.ReplaceLineEndings("\n").ShouldBe("train[1] | started\ntrain[1] | trained\ntrain[1] | succeeded\n");
        (code, said) = await CliAsync("run", "logs", failed, "--step", "trian");
        (code == 0, said.Contains("Did you mean 'train'?", StringComparison.Ordinal)).ShouldBe((false, true), said);
        (code, said) = await CliAsync("run", "show", failed);
        said.ShouldContain($"twinyard run resume {failed}");

        (code, said) = await CliAsync("run", "resume", failed, "--wait");
        code.ShouldBe(0, said);

        var run = (await server.Owner.GetAsync<Page<RunSummary>>("runs?limit=10&state=succeeded", Token)).Items.ShouldHaveSingleItem();
        run.ResumedFrom.ShouldBe(failed);
        var detail = await server.Owner.GetAsync<RunDetail>($"runs/{run.Id}", Token);
        detail.Steps.SelectMany(step => step.Items).Select(item => (item.State, item.Attempts)).ShouldBe([("succeeded", 1), ("succeeded", 1), ("succeeded", 1), ("succeeded", 2)]);
        JsonNode.DeepEquals(JsonNode.Parse(detail.Result.ShouldNotBeNull().GetRawText()), JsonNode.Parse("""{"models": [{"kind": "a"}, {"kind": "b"}]}""")).ShouldBeTrue();
        (await server.Owner.GetAsync<Page<ObjectSummary>>("buckets/yard/objects?limit=10", Token)).Items.Select(one => one.Key).Order().ShouldBe(["0.json", "1.json"]);
        Directory.EnumerateFileSystemEntries(_home.File("outputs")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_ServerIsKilledInAStep_TheNextAttemptGoesOnFromThereAndOutputsAreWhole()
    {
        await using (var first = await ServerProcess.StartAsync(_home, Token))
        {
            await DeployAsync(
                first,
                """
                run:
                  retries: 1
                  timeout: 1h
                  steps:
                    load: { script: load.sh }
                    work: { script: work.sh, needs: load }
                    other: { script: other.sh, needs: load }
                """,
                ("load.sh", Write("load")),
                ("work.sh", $"{Write("work")}\nif [ \"$TWINYARD_ATTEMPT\" = 1 ]; then sleep 1000; fi"),
                ("other.sh", Write("other")));
            var started = await first.Owner.PostAsync<RunDetail>("workflows/pipeline/runs", new StartRunRequest(), Token);
            await Eventually.TrueAsync("Work after the others", async () => await StatesAsync(first, started.Summary.Id) is ["succeeded", "running", "succeeded"], Token);
            await first.KillAsync();
        }

        await using var second = await ServerProcess.StartAsync(_home, Token);
        var run = (await second.Owner.GetAsync<Page<RunSummary>>("runs?limit=10", Token)).Items.ShouldHaveSingleItem().Id;
        await Eventually.TrueAsync("The run's end", async () => (await second.Owner.GetAsync<RunDetail>($"runs/{run}", Token)).Summary.EndedAt is not null, Token);

        var detail = await second.Owner.GetAsync<RunDetail>($"runs/{run}", Token);
        (detail.Summary.State, detail.Summary.Attempt).ShouldBe(("succeeded", 2), detail.Summary.Error);
        detail.Steps.Select(step => step.Items[0].Attempts).ShouldBe([1, 2, 1]);
        (await second.Owner.GetAsync<Page<ObjectSummary>>("buckets/yard/objects?limit=10", Token)).Items.Select(one => one.Key).Order().ShouldBe(["load.txt", "other.txt", "work.txt"]);
        HomeProcesses.On(_home.File("runs")).Where(process => process.CommandLine.Contains("sleep 1000", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static string Write(string name) => $"mkdir -p \"$TWINYARD_OUTPUT/objects/yard\"; echo {name} > \"$TWINYARD_OUTPUT/objects/yard/{name}.txt\"";

    private static async Task<IReadOnlyList<string>> StatesAsync(ServerProcess server, string run) =>
        [.. (await server.Owner.GetAsync<RunDetail>($"runs/{run}", Token)).Steps.Select(step => step.State)];

    private Task DeployAsync(ServerProcess server, string manifest, params (string File, string Text)[] scripts)
    {
        var repository = new RemoteRepository(_home, "steps");
        repository.Write("workflows/pipeline/workflow.yaml", $"{manifest}\nrole: evaluator\n");
        foreach (var (file, text) in scripts)
        {
            repository.Write($"workflows/pipeline/{file}", $"{text}\n");
        }

        return repository.DeployAsync(server, Token);
    }

    private async Task<(int Code, string Said)> CliAsync(params string[] arguments)
    {
        await using var process = TwinyardProcess.Start(_home, arguments);
        return (await process.ExitAsync(Eventually.Patience, Token), process.Output);
    }
}
