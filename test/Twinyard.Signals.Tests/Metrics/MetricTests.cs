using System.Text.Json.Nodes;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Signals.Metrics;
using Twinyard.TestKit.Databases;

namespace Twinyard.Signals.Tests.Metrics;

public sealed class MetricTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Dictionary<string, string> NoDimensions = [];

    [Fact]
    public async Task QueryAsync_PeriodsAndStatistics_AreAggregatedByAlignedPeriod()
    {
        await using var fixture = await SignalsFixture.StartAsync();
        var start = fixture.Time.GetUtcNow();
        await fixture.Get<IMetrics>().PutAsync(
            "b",
            [Datum(start.AddSeconds(5), 1, "a"), Datum(start.AddSeconds(50), 3, "a"), Datum(start.AddSeconds(61), 10, "b"), Datum(start.AddSeconds(130), 7, "a")],
            None);

        (await PointsAsync("avg", NoDimensions)).ShouldBe([(0, 2, 2), (60, 10, 1), (120, 7, 1)]);
        (await PointsAsync("sum", NoDimensions)).ShouldBe([(0, 4, 2), (60, 10, 1), (120, 7, 1)]);
        (await PointsAsync("max", new() { ["device"] = "a" })).ShouldBe([(0, 3, 2), (120, 7, 1)]);
        (await PointsAsync("count", new() { ["device"] = "c" })).ShouldBeEmpty();
        (await PointsAsync("count", new() { ["other"] = "a" })).ShouldBeEmpty();

        async Task<IEnumerable<(int, double, long)>> PointsAsync(string statistic, Dictionary<string, string> dimensions) =>
            (await fixture.Get<IMetrics>().QueryAsync(new MetricQuery("app", "load", statistic, TimeSpan.FromMinutes(1), start, start.AddMinutes(5), dimensions), None))
            .Select(point => ((int)(point.At - start).TotalSeconds, point.Value, point.Count));
    }

    [Fact]
    public async Task PutAsync_SameBatchTwice_CountsOnce()
    {
        await using var fixture = await SignalsFixture.StartAsync();
        var data = new[] { Datum(fixture.Time.GetUtcNow(), 1, "a") };

        await fixture.Get<IMetrics>().PutAsync("same", data, None);
        await fixture.Get<IMetrics>().PutAsync("same", data, None);
        await fixture.Get<IMetrics>().PutAsync("other", data, None);

        (await SumAsync(fixture, "app", "load")).ShouldBe(2);
    }

    [Fact]
    public async Task ListAsync_Metrics_NamesTheirDimensionKeys()
    {
        await using var fixture = await SignalsFixture.StartAsync();
        var now = fixture.Time.GetUtcNow();
        await fixture.Get<IMetrics>().PutAsync(
            "b",
            [Datum(now, 1, "a"), new("app", "load", 2, "", now, new Dictionary<string, string> { ["zone"] = "x" }), new("other", "mae", 2, "", now, NoDimensions)],
            None);

        var all = await fixture.Get<IMetrics>().ListAsync(null, None);

        all.Select(metric => $"{metric.Namespace} {metric.Name} {string.Join("+", metric.DimensionKeys)}").ShouldBe(["app load device+zone", "other mae "]);
        (await fixture.Get<IMetrics>().ListAsync("other", None)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Output_Commit_PutsOnceUnderTheWorkflowsNamespace()
    {
        await using var fixture = await SignalsFixture.StartAsync();
        var outputs = Outputs(fixture, """
            {"name":"rmse","value":12.5,"unit":"cycles","dimensions":{"model":"rul-v1"}}
            {"namespace":"mine","name":"rows","value":100,"at":"2026-03-01T11:00:00Z"}
            """);

        (await fixture.Output.StageAsync(outputs, None)).Error.ShouldBeNull();
        (await SumAsync(fixture, "workflows/evaluate", "rmse")).ShouldBe(0);
        await fixture.Output.CommitAsync(outputs, None);
        await fixture.Output.CommitAsync(outputs, None);

        (await SumAsync(fixture, "workflows/evaluate", "rmse")).ShouldBe(12.5);
        (await SumAsync(fixture, "mine", "rows")).ShouldBe(100);
        fixture.Access.Asked.ShouldBe([
            "run/run-1 as evaluator signals:PutMetric signals:metric/workflows/evaluate", "run/run-1 as evaluator signals:PutMetric signals:metric/mine"]);
    }

    [Theory]
    [InlineData("""{"name":"a","value":"12"}""", "'value' is missing or not a number")]
    [InlineData("""{"value":12}""", "namespace and name have")]
    [InlineData("""{"name":"a","value":12,"valeu":1}""", "'valeu' is not known")]
    [InlineData("""{"name":"a","value":12,"at":"yesterday"}""", "is not a time")]
    [InlineData("""{"name":"a","value":12,"namespace":"twinyard/workflows"}""", "belongs to the system")]
    [InlineData("""{"name":"a","value":1e999}""", "not a finite number")]
    [InlineData("nonsense", "this is not a metric")]
    [InlineData("[]", "a metric is a JSON object")]
    public async Task Output_BrokenLine_IsRefusedWithItsPlace(string line, string message)
    {
        await using var fixture = await SignalsFixture.StartAsync();

        var result = await fixture.Output.StageAsync(Outputs(fixture, "{\"name\":\"good\",\"value\":1}\n" + line), None);

        result.Error.ShouldNotBeNull().Message.ShouldStartWith("metrics.ndjson(2): ");
        result.Error.Message.ShouldContain(message);
    }

    [Fact]
    public async Task Output_RoleMayNotPut_IsDenied()
    {
        await using var fixture = await SignalsFixture.StartAsync();
        fixture.Access.Denied.Add("signals:PutMetric");

        (await fixture.Output.StageAsync(Outputs(fixture, """{"name":"a","value":1}"""), None)).Error.ShouldBeOfType<DeniedError>();
    }

    [Theory, EveryDatabase]
    public async Task RunMetrics_RunFails_CountsTheFailureAndItsDurationOnce(DatabaseEngine engine)
    {
        await using var fixture = await SignalsFixture.StartAsync(engine);
        await fixture.DeliverAsync(Event(fixture, 1, "run.started", "r1"));
        fixture.Time.Advance(TimeSpan.FromSeconds(42));
        var failed = Event(fixture, 2, "run.timed-out", "r1");

        await fixture.DeliverAsync(failed);
        await fixture.DeliverAsync(failed);
        await fixture.RunAsync("metric-inbox");
        await fixture.DeliverAsync(failed);
        await fixture.RunAsync("metric-inbox");
        await fixture.DeliverAsync(Event(fixture, 3, "run.succeeded", "r2"));
        await fixture.RunAsync("metric-inbox");

        (await SumAsync(fixture, "twinyard/workflows", "runs.failed", "evaluate")).ShouldBe(1);
        (await SumAsync(fixture, "twinyard/workflows", "runs.succeeded", "evaluate")).ShouldBe(1);
        (await SumAsync(fixture, "twinyard/workflows", "runs.duration", "evaluate")).ShouldBe(42);
    }

    [Theory, EveryDatabase]
    public async Task RunMetrics_RunIsLateAndCatchesUp_TellsHowManyAreLate(DatabaseEngine engine)
    {
        await using var fixture = await SignalsFixture.StartAsync(engine);
        foreach (var (sequence, type, late) in new[] { (1L, "run.late", 1L), (2L, "run.late", 2L), (3L, "run.caught-up", 0L) })
        {
            var said = Event(fixture, sequence, type, "r1");
            said.Detail["late"] = late;
            await fixture.DeliverAsync(said);
            await fixture.RunAsync("metric-inbox");
        }

        (await SumAsync(fixture, "twinyard/workflows", "runs.late", "evaluate")).ShouldBe(3);
        (await SumAsync(fixture, "twinyard/workflows", "runs.failed", "evaluate")).ShouldBe(0);
    }

    private static MetricDatum Datum(DateTimeOffset at, double value, string device) =>
        new("app", "load", value, "", at, new Dictionary<string, string> { ["device"] = device });

    private static async Task<double> SumAsync(SignalsFixture fixture, string nameSpace, string name, string? workflow = null)
    {
        var now = fixture.Time.GetUtcNow();
        var dimensions = workflow is null ? NoDimensions : new() { ["workflow"] = workflow };
        return (await fixture.Get<IMetrics>().QueryAsync(
            new MetricQuery(nameSpace, name, "sum", TimeSpan.FromDays(1), now.AddDays(-2), now.AddDays(1), dimensions), None)).Sum(point => point.Value);
    }

    private static EventEnvelope Event(SignalsFixture fixture, long sequence, string type, string runId) =>
        new(sequence, $"e{sequence}", "twinyard.workflows", type, fixture.Time.GetUtcNow(), [], new JsonObject { ["runId"] = runId, ["workflow"] = "evaluate" });

    private static RunOutputs Outputs(SignalsFixture fixture, string content)
    {
        var folder = Directory.CreateDirectory(Path.Combine(fixture.Folder, "run-1")).FullName;
        File.WriteAllText(Path.Combine(folder, "metrics.ndjson"), content);
        return new RunOutputs { RunId = "run-1", Workflow = "evaluate", Role = "evaluator", Commit = "", Folder = folder, StartedAt = fixture.Time.GetUtcNow() };
    }
}
