using System.Text.Json.Nodes;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;
using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Tests.Manifests;

public sealed class ManifestReaderTests
{
    private const string Full = """
        description: Compare the released model with the one before it, every morning
        run:
          script: evaluate.csx
          timeout: 60s
          retries: 0
          overlap: skip
        triggers:
          - schedule: cron(0 6 * * ? *)
            timezone: Europe/Berlin
            catch-up: last
          - event: { source: [twinyard.models], detail-type: [model.released] }
        backup:
          script: evaluate_cached.csx
          when: failed
        role: evaluator
        reports:
          topic: ml-team
        alarms:
          - metric: rmse
            threshold: "> 20"
            datapoints: 2 of 3
            missing: breaching
            notify: ml-team
        """;

    [Fact]
    public void Read_TheManifestOfTheReference_HasNoProblemAndSurvivesItsJson()
    {
        var (specification, references, problems) = Read(Full);

        problems.ShouldBeEmpty();
        references.Select(reference => $"{reference.Kind} {reference.Name}").ShouldBe(["role evaluator", "topic ml-team", "topic ml-team"]);
        WorkflowSpecification.FromJson(specification.ToJson()).ToJson().ShouldBe(specification.ToJson());
        specification.Run.Timeout.ShouldBe(TimeSpan.FromSeconds(60));
        specification.Triggers.Count.ShouldBe(2);
    }

    [Fact]
    public void Read_Notebook_HasItsTwinCellTimeoutAndReport()
    {
        var (specification, _, problems) = Read("run: { script: a.ipynb, twin: lab, cell-timeout: 30s }\nrole: r\nreports: { topic: t, notebook: true }");

        problems.ShouldBeEmpty();
        var read = WorkflowSpecification.FromJson(specification.ToJson());
        (read.Run.Twin, read.Run.CellTimeoutMilliseconds, read.ReportNotebook).ShouldBe(("lab", 30_000, true));
    }

    [Fact]
    public void Read_SameManifestInAnotherOrderAndWithDefaults_GivesTheSameText()
    {
        var short_ = Read("run: { script: a.sh }\nrole: evaluator").Specification.ToJson();
        var long_ = Read("role: evaluator\ndescription: ''\nrun: { overlap: skip, retries: 0, timeout: 5m, script: a.sh }").Specification.ToJson();

        long_.ShouldBe(short_);
    }

    [Fact]
    public void Read_AnyWorkflow_HasAFailureAlarmAndItsOwn()
    {
        var alarms = Read(Full).Specification.Alarms;

        alarms.Select(alarm => alarm.Name).ShouldBe(["failed", "late", "rmse"]);
        JsonNode.DeepEquals(
            JsonNode.Parse(alarms[0].ToAlarmJson("evaluate")),
            JsonNode.Parse("""
                {"namespace":"twinyard/workflows","metric":"runs.failed","statistic":"sum","dimensions":{"workflow":"evaluate"},"period":"60s",
                 "threshold":">= 1","datapoints":"1 of 1","missing":"notBreaching","notify":["ml-team"],"workflow":"evaluate","description":"A run of evaluate failed"}
                """)).ShouldBeTrue();
        JsonNode.DeepEquals(
            JsonNode.Parse(alarms[2].ToAlarmJson("evaluate")),
            JsonNode.Parse("""
                {"namespace":"workflows/evaluate","metric":"rmse","statistic":"avg","dimensions":{},"period":"60s",
                 "threshold":"> 20","datapoints":"2 of 3","missing":"breaching","notify":["ml-team"],"workflow":"evaluate","description":""}
                """)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("triggers: [ { schedule: rate(1 hour) } ]", 300_000L, null)]
    [InlineData("triggers: [ { schedule: rate(1 hour) } ]\nexpect: {}", null, null)]
    [InlineData("expect: { finish-within: 2h }", null, 7_200_000L)]
    [InlineData("triggers: [ { schedule: rate(1 hour) } ]\nexpect: { start-within: 30s, finish-within: 10m }", 30_000L, 600_000L)]
    public void Read_Expect_HasADefaultForSchedulesAndBringsItsAlarm(string more, long? start, long? finish)
    {
        var (specification, _, problems) = Read($"run: {{ script: a.sh }}\nrole: r\n{more}");

        problems.ShouldBeEmpty();
        (specification.Expect?.StartWithinMilliseconds, specification.Expect?.FinishWithinMilliseconds).ShouldBe((start, finish));
        specification.Alarms.Any(alarm => alarm.Name == "late").ShouldBe(specification.Expect is not null);
    }

    [Theory]
    [InlineData("run: { script: a.sh }\nexpect: { start-within: 0s }\nrole: r", 2, "expect.start-within", "from 1s to 7d")]
    [InlineData("run: { script: a.sh }\nexpect: { end-within: 1h }\nrole: r", 2, "expect.end-within", "not known")]
    [InlineData("run: { script: a.sh, timeuot: 5s }\nrole: r", 1, "run.timeuot", "Did you mean 'timeout'?")]
    [InlineData("run: { script: a.sh, egress: [\"https://pypi.org\"] }\nrole: r", 1, "run.egress[0]", "Write host:port")]
    [InlineData("run: { script: a.sh, egress: [pypi.org, pypi.org] }\nrole: r", 1, "run.egress[1]", "in this list already")]
    [InlineData("run: { script: a.sh, egress: pypi.org }\nrole: r", 1, "run.egress", "A list is expected")]
    [InlineData("run: { script: a.sh, layers: [numerics] }\nrole: r", 1, "run.layers[0]", "as in numerics@3")]
    [InlineData("run: { script: a.sh, layers: [a@1, a@2] }\nrole: r", 1, "run.layers[1]", "one version of it")]
    [InlineData("run: { script: a.sh, layers: [a@1, b@1, c@1, d@1, e@1, f@1, g@1, h@1, i@1, j@1, k@1] }\nrole: r", 1, "run.layers", "At most 10")]
    [InlineData("run: { script: a.sh, memory: 512 }\nrole: r", 1, "run.memory", "not a size")]
    [InlineData("run: { script: a.sh, memory: 1KB }\nrole: r", 1, "run.memory", "less than the least, 1 MB")]
    [InlineData("run: { script: a.sh, file-size: -1MB }\nrole: r", 1, "run.file-size", "not a size")]
    [InlineData("run: { script: a.sh, cpu: 10ms }\nrole: r", 1, "run.cpu", "at least 1s")]
    [InlineData("run: { script: a.sh, processes: 0 }\nrole: r", 1, "run.processes", "1")]
    [InlineData("run: { script: a.sh, overlap: skip, concurrency: 2 }\nrole: r", 1, "run.concurrency", "overlap: allow or overlap: queue-all")]
    [InlineData("run: { script: a.sh, overlap: allow, concurrency: 0 }\nrole: r", 1, "run.concurrency", "1")]
    [InlineData("run: { script: a.sh, overlap: skp }\nrole: r", 1, "run.overlap", "Did you mean 'skip'?")]
    [InlineData("run: { script: a.sh, timeout: 12h }\nrole: r", 1, "run.timeout", "at most 11h")]
    [InlineData("run: { script: a.sh, timeout: soon }\nrole: r", 1, "run.timeout", "not a duration")]
    [InlineData("run: { script: a.sh, retries: -1 }\nrole: r", 1, "run.retries", "whole number")]
    [InlineData("run: { script: ../a.sh }\nrole: r", 1, "run.script", "leaves the workflow's folder")]
    [InlineData("run: { script: a.ipynb, cell-timeout: 6m }\nrole: r", 1, "run.cell-timeout", "at most the run's timeout")]
    [InlineData("run: { script: a.sh }\nrole: r\nreports: { topic: t, notebook: true }", 3, "reports.notebook", "Only a workflow whose script is a notebook")]
    [InlineData("run: { script: a.sh, cell-timeout: 1s }\nrole: r", 1, "run.cell-timeout", "Only a notebook has cells")]
    [InlineData("run: { script: a.exe }\nrole: r", 1, "run.script", "Use .csx, .py, .sh or .ipynb")]
    [InlineData("run: { script: missing.sh }\nrole: r", 1, "run.script", "There is no file 'missing.sh'")]
    [InlineData("run: { script: a.sh }", 1, "role", "required")]
    [InlineData("role: r", 1, "run", "required")]
    [InlineData("run: { script: a.sh }\nrole: r\ntriggers:\n  - schedule: cron(61 6 * * ? *)", 4, "triggers[0].schedule", "not valid")]
    [InlineData("run: { script: a.sh }\nrole: r\ntriggers:\n  - schedule: rate(1 minute)\n    timezone: Europe/Berlim", 5, "triggers[0].timezone", "no time zone")]
    [InlineData("run: { script: a.sh }\nrole: r\ntriggers:\n  - event: { source: [] }", 4, "triggers[0].event", "")]
    [InlineData("run: { script: a.sh }\nrole: r\ntriggers:\n  - timezone: UTC", 4, "triggers[0]", "one of schedule:, event: and webhook:")]
    [InlineData("run: { script: a.sh }\nrole: r\nalarms:\n  - metric: m\n    threshold: over 20", 5, "alarms[0].threshold", "not a threshold")]
    [InlineData("run: { script: a.sh }\nrole: r\nalarms:\n  - { metric: m, threshold: '> 1', datapoints: 3 of 2 }", 4, "alarms[0].datapoints", "M of N")]
    [InlineData("run: { script: a.sh }\nrole: r\nalarms:\n  - { metric: failed, threshold: '> 1' }", 4, "alarms[0]", "name 'failed'")]
    [InlineData("run: { script: a.sh }\nrole: r\ntrigger: []", 3, "trigger", "Did you mean 'triggers'?")]
    public void Read_SomethingIsWrong_NamesLineKeyAndRemedy(string manifest, int line, string key, string message)
    {
        var problem = Read(manifest).Problems.ShouldHaveSingleItem();

        (problem.File, problem.Line, problem.Key).ShouldBe(("workflow.yaml", line, key));
        problem.Message.ShouldContain(message);
    }

    [Fact]
    public void Read_EgressAndLayers_AreKeptAndTheLayersAreReferences()
    {
        var (specification, references, problems) = Read("run: { script: a.sh, egress: [\"*.pypi.org\", db.factory:5432, 10.0.0.0/8], layers: [numerics@3, tools@1] }\nrole: r");

        problems.ShouldBeEmpty();
        var read = WorkflowSpecification.FromJson(specification.ToJson()).Run;
        read.Egress.ShouldBe(["*.pypi.org", "db.factory:5432", "10.0.0.0/8"]);
        read.Layers.ShouldBe(["numerics@3", "tools@1"]);
        references.Select(reference => $"{reference.Kind} {reference.Name} {reference.Place.Key}").ShouldBe(["layer numerics@3 run.layers[0]", "layer tools@1 run.layers[1]", "role r role"]);
        Read("run: { script: a.sh, egress: [] }\nrole: r").Specification.Run.Egress.ShouldBe([]);
        Read("run: { script: a.sh }\nrole: r").Specification.Run.Egress.ShouldBeNull();
    }

    [Fact]
    public void Read_Limits_AreKeptInBytesAndMilliseconds()
    {
        var specification = Read("run: { script: a.sh, memory: 512MiB, cpu: 90s, processes: 20, file-size: 1.5GB }\nrole: r").Specification;

        specification.Run.Limits.ShouldBe(new LimitsSpecification(512L << 20, 90_000, 20, 1_500_000_000));
        WorkflowSpecification.FromJson(specification.ToJson()).Run.Limits.ShouldBe(specification.Run.Limits);
        Read("run: { script: a.sh }\nrole: r").Specification.Run.Limits.ShouldBeNull();
    }

    [Fact]
    public void Read_ManyThingsAreWrong_TellsThemAllAtOnce()
    {
        var problems = Read("run: { script: missing.sh, timeout: soon }\nroll: r").Problems;

        problems.Count.ShouldBe(4);
    }

    private static (WorkflowSpecification Specification, IReadOnlyList<ResourceReference> References, IReadOnlyList<Platform.Results.Problem> Problems) Read(string manifest)
    {
        var body = ManifestDocument.Parse("workflow.yaml", manifest).Value;
        var (specification, references) = ManifestReader.Read(new ResourceDeclaration("workflow", "evaluate", body, file => file != "missing.sh"));
        return (specification, references, body.Problems.Items);
    }
}
