using System.Text.Json.Nodes;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Tests.Manifests;

public sealed class StepsReaderTests
{
    private const string Full = """
        run:
          timeout: 20m
          memory: 1GB
          max-parallel: 3
          steps:
            load:
              script: load.py
              retries: 2
            train:
              script: train.py
              needs: load
              matrix: ${{ steps.load.outputs.kinds }}
              max-parallel: 2
              timeout: 10m
              cpu: 90s
              input:
                kind: ${{ matrix }}
                name: model ${{ matrix }} of ${{ event.detail.day }}
                from: [ "${{ steps.load.outputs.file }}", 3 ]
            report:
              script: report.ipynb
              needs: [train]
              cell-timeout: 30s
              input: { models: "${{ steps.train.outputs }}" }
        role: r
        reports: { topic: t, notebook: true }
        """;

    [Fact]
    public void Read_StepsOfTheReference_AreKeptWithTheirDefaults()
    {
        var (specification, problems) = Read(Full);

        problems.ShouldBeEmpty();
        var run = WorkflowSpecification.FromJson(specification.ToJson()).Run;
        WorkflowSpecification.FromJson(specification.ToJson()).ToJson().ShouldBe(specification.ToJson());
        (run.Script, run.MaxParallel).ShouldBe(("", 3));
        run.Scripts.ShouldBe(["load.py", "train.py", "report.ipynb"]);
        var steps = run.Steps.ShouldNotBeNull();
        (steps[0].Timeout, steps[0].Retries, steps[0].IsFanOut).ShouldBe((TimeSpan.FromMinutes(20), 2, false));
        steps[1].Needs.ShouldBe(["load"]);
        (steps[1].Timeout, steps[1].MaxParallel, steps[1].IsFanOut).ShouldBe((TimeSpan.FromMinutes(10), 2, true));
        steps[1].Limits.ShouldBe(new LimitsSpecification(1_000_000_000, 90_000, null, null));
        steps[2].CellTimeoutMilliseconds.ShouldBe(30_000);
    }

    [Fact]
    public void Read_MatrixOfItems_KeepsTheirTypes()
    {
        var (specification, problems) = Read("run:\n  steps:\n    a: { script: a.sh, matrix: [1, x, { kind: b, n: 2 }] }\nrole: r");

        problems.ShouldBeEmpty();
        JsonNode.DeepEquals(specification.Run.Steps![0].Matrix, JsonNode.Parse("""[1, "x", {"kind": "b", "n": 2}]""")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("script: a.sh\n  steps:\n    a: { script: a.sh }", 2, "run.script", "script: or steps:, not both")]
    [InlineData("steps: []", 2, "run.steps", "mapping")]
    [InlineData("steps: {}", 2, "run.steps", "at least one step")]
    [InlineData("steps:\n    Load: { script: a.sh }", 3, "run.steps.Load", "cannot name a step")]
    [InlineData("steps:\n    a: { script: missing.sh }", 3, "run.steps.a.script", "There is no file 'missing.sh'")]
    [InlineData("steps:\n    a: { needs: [] }", 3, "run.steps.a.script", "required")]
    [InlineData("steps:\n    a: { script: a.sh, scirpt: b.sh }", 3, "run.steps.a.scirpt", "Did you mean 'script'?")]
    [InlineData("steps:\n    load: { script: a.sh }\n    b: { script: a.sh, needs: laod }", 4, "run.steps.b.needs", "There is no step 'laod'. Did you mean 'load'?")]
    [InlineData("steps:\n    a: { script: a.sh, needs: a }", 3, "run.steps.a", "a needs a")]
    [InlineData("steps:\n    a: { script: a.sh, needs: c }\n    b: { script: a.sh, needs: a }\n    c: { script: a.sh, needs: b }", 3, "run.steps.a", "a needs c needs b needs a")]
    [InlineData("steps:\n    a: { script: a.sh, timeout: 6m }", 3, "run.steps.a.timeout", "at most the run's timeout")]
    [InlineData("steps:\n    a: { script: a.sh, retries: 21 }", 3, "run.steps.a.retries", "from 0 to 20")]
    [InlineData("steps:\n    a: { script: a.sh, cell-timeout: 1s }", 3, "run.steps.a.cell-timeout", "Only a notebook")]
    [InlineData("steps:\n    a: { script: a.sh, max-parallel: 2 }", 3, "run.steps.a.max-parallel", "Only a step with a matrix")]
    [InlineData("max-parallel: 33\n  steps:\n    a: { script: a.sh }", 2, "run.max-parallel", "from 1 to 32")]
    [InlineData("script: a.sh\n  max-parallel: 2", 3, "run.max-parallel", "Only steps")]
    [InlineData("steps:\n    a: { script: a.sh, matrix: [] }", 3, "run.steps.a.matrix", "1 to 256")]
    [InlineData("steps:\n    a: { script: a.sh, matrix: kinds }", 3, "run.steps.a.matrix", "a list, or a reference")]
    [InlineData("steps:\n    a: { script: a.sh, matrix: [ \"${{ input.a }}\" ] }", 3, "run.steps.a.matrix", "Refer to a whole list")]
    [InlineData("steps:\n    a: { script: a.sh, matrix: \"${{ matrix }}\" }", 3, "run.steps.a.matrix", "no matrix here")]
    [InlineData("steps:\n    a: { script: a.sh, input: { x: \"${{ matrix.kind }}\" } }", 3, "run.steps.a.input.x", "no matrix here")]
    [InlineData("steps:\n    a: { script: a.sh, input: { x: \"${{ steps.b.outputs.n }}\" } }\n    b: { script: a.sh }", 3, "run.steps.a.input.x", "Add it to its needs:")]
    [InlineData("steps:\n    load: { script: a.sh }\n    a: { script: a.sh, needs: load, input: { x: [ \"${{ steps.laod.outputs.n }}\" ] } }", 4, "run.steps.a.input.x[0]", "Did you mean 'load'?")]
    [InlineData("steps:\n    a: { script: a.sh, input: { x: \"${{ inptu.n }}\" } }", 3, "run.steps.a.input.x", "Did you mean 'input'?")]
    [InlineData("steps:\n    b: { script: a.sh }\n    a: { script: a.sh, needs: b, input: { x: \"${{ steps.b.n }}\" } }", 4, "run.steps.a.input.x", "names no outputs")]
    [InlineData("steps:\n    a: { script: a.sh, input: { x: \"${{ input.n\" } }", 3, "run.steps.a.input.x", "no }}")]
    [InlineData("steps:\n    a: { script: a.sh, input: { x: \"${{ input.n + 1 }}\" } }", 3, "run.steps.a.input.x", "is not a reference")]
    public void Read_SomethingIsWrong_NamesLineKeyAndRemedy(string run, int line, string key, string message)
    {
        var problem = Read($"run:\n  {run}\nrole: r").Problems.ShouldHaveSingleItem();

        (problem.File, problem.Line, problem.Key).ShouldBe(("workflow.yaml", line, key));
        problem.Message.ShouldContain(message);
    }

    [Fact]
    public void Read_MoreStepsThanMayBe_SaysHowMany()
    {
        var steps = string.Concat(Enumerable.Range(0, 51).Select(i => $"    s{i}: {{ script: a.sh }}\n"));

        Read($"run:\n  steps:\n{steps}role: r").Problems.ShouldHaveSingleItem().Message.ShouldContain("51 steps; at most 50");
    }

    [Fact]
    public void Read_OutputsOfAStepThatIsNeededThroughAnother_AreTaken() =>
        Read("run:\n  steps:\n    a: { script: a.sh }\n    b: { script: a.sh, needs: a }\n    c: { script: a.sh, needs: b, input: { x: \"${{ steps.a.outputs.n }}\" } }\nrole: r").Problems.ShouldBeEmpty();

    private static (WorkflowSpecification Specification, IReadOnlyList<Problem> Problems) Read(string manifest)
    {
        var body = ManifestDocument.Parse("workflow.yaml", manifest).Value;
        var (specification, _) = ManifestReader.Read(new ResourceDeclaration("workflow", "evaluate", body, file => file != "missing.sh"));
        return (specification, body.Problems.Items);
    }
}
