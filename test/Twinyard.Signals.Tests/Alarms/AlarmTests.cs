using System.Text.Json.Nodes;
using Twinyard.Contracts.Signals;
using Twinyard.Platform.Data;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Signals.Alarms;
using Twinyard.Signals.Metrics;
using Twinyard.TestKit.Databases;

namespace Twinyard.Signals.Tests.Alarms;

public sealed class AlarmTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private const string FailedAlarm =
        """
        {"namespace":"twinyard/workflows","metric":"runs.failed","statistic":"sum","dimensions":{"workflow":"evaluate"},"period":"60s",
         "threshold":"> 0","datapoints":"1 of 1","missing":"notBreaching","notify":["ml-team"],"workflow":"evaluate"}
        """;

    [Theory, EveryDatabase]
    public async Task RunOnce_FailureArrives_RaisesWithinThePeriodAndPublishesOnce(DatabaseEngine engine)
    {
        await using var fixture = await SignalsFixture.StartAsync(engine);
        await ApplyAsync(fixture, "evaluate/failed", FailedAlarm);

        await fixture.RunAsync("alarms");
        await PutAsync(fixture, "twinyard/workflows", "runs.failed", 1, ("workflow", "evaluate"));
        await fixture.RunAsync("alarms");
        await fixture.RunAsync("alarms");

        var alarm = (await fixture.Get<IAlarms>().GetAsync("evaluate/failed", None)).Value;
        alarm.Summary.State.ShouldBe("ALARM");
        alarm.Summary.Reason.ShouldContain("1 of 1 data points were > 0");
        alarm.Summary.Condition.ShouldBe("sum runs.failed (workflow=evaluate) > 0 in a period of 60s");
        alarm.History.Select(entry => (entry.Previous, entry.State, entry.Value)).ShouldBe([("OK", "ALARM", 1.0), ("INSUFFICIENT_DATA", "OK", null)]);
        var events = await fixture.EventsAsync();
        events.Count.ShouldBe(2);
        events[1].DetailType.ShouldBe("alarm.state-changed");
        events[1].Resources.ShouldBe(["tyr:dev:signals:alarm/evaluate/failed"]);
        events[1].Detail["alarm"]!.GetValue<string>().ShouldBe("evaluate/failed");
        events[1].Detail["previous"]!.GetValue<string>().ShouldBe("OK");
        events[1].Detail["notify"]!.AsArray().Select(topic => topic!.GetValue<string>()).ShouldBe(["ml-team"]);
    }

    /// <summary>As a workflow's alarm on late runs is: told when it changes, and standing in between.</summary>
    [Fact]
    public async Task RunOnce_NumberThatIsToldWhenItChanges_KeepsItsStateBetween()
    {
        await using var fixture = await SignalsFixture.StartAsync();
        await ApplyAsync(fixture, "evaluate/failed", FailedAlarm.Replace("runs.failed", "runs.late").Replace("\"sum\"", "\"max\"").Replace("notBreaching", "ignore"));
        await PutAsync(fixture, "twinyard/workflows", "runs.late", 1, ("workflow", "evaluate"));
        for (var minute = 0; minute < 20; minute++)
        {
            await fixture.RunAsync("alarms");
            (await StateAsync(fixture)).ShouldBe("ALARM");
            fixture.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await PutAsync(fixture, "twinyard/workflows", "runs.late", 0, ("workflow", "evaluate"));
        fixture.Time.Advance(TimeSpan.FromMinutes(1));
        await fixture.RunAsync("alarms");

        (await StateAsync(fixture)).ShouldBe("OK");
    }

    [Fact]
    public async Task RunOnce_NoMoreFailures_ClearsOnceTheBreachLeftTheLookBack()
    {
        await using var fixture = await SignalsFixture.StartAsync();
        await ApplyAsync(fixture, "evaluate/failed", FailedAlarm);
        await PutAsync(fixture, "twinyard/workflows", "runs.failed", 1, ("workflow", "evaluate"));
        await fixture.RunAsync("alarms");

        fixture.Time.Advance(TimeSpan.FromMinutes(1));
        await fixture.RunAsync("alarms");
        (await StateAsync(fixture)).ShouldBe("ALARM");

        fixture.Time.Advance(TimeSpan.FromMinutes(4));
        await fixture.RunAsync("alarms");
        (await StateAsync(fixture)).ShouldBe("OK");
    }

    [Fact]
    public async Task RunOnce_OtherWorkflowFails_StaysQuiet()
    {
        await using var fixture = await SignalsFixture.StartAsync();
        await ApplyAsync(fixture, "evaluate/failed", FailedAlarm);
        await PutAsync(fixture, "twinyard/workflows", "runs.failed", 1, ("workflow", "train"));

        await fixture.RunAsync("alarms");

        (await StateAsync(fixture)).ShouldBe("OK");
    }

    [Theory, EveryDatabase]
    public async Task Apply_Delete_AndList_AreWhatADeployNeeds(DatabaseEngine engine)
    {
        await using var fixture = await SignalsFixture.StartAsync(engine);
        await ApplyAsync(fixture, "b", FailedAlarm);
        await ApplyAsync(fixture, "a", FailedAlarm);
        await fixture.RunAsync("alarms");

        (await fixture.Database.ReadAsync(session => fixture.AlarmKind.ListAsync(session, None), None)).Keys.Order().ShouldBe(["a", "b"]);
        var page = await fixture.Get<IAlarms>().ListAsync(new PageRequest(null, 1), None);
        (page.Items.Single().Name, page.Next).ShouldBe(("a", "a"));

        await fixture.Database.WriteAsync(session => fixture.AlarmKind.DeleteAsync("a", Context(fixture), session, None), None);

        (await fixture.Get<IAlarms>().GetAsync("a", None)).Error.ShouldBeOfType<NotFoundError>();
        (await fixture.Get<IAlarms>().ListAsync(new PageRequest(null, null), None)).Items.Select(alarm => alarm.Name).ShouldBe(["b"]);
    }

    [Fact]
    public async Task History_ManyTransitions_IsBounded()
    {
        await using var fixture = await SignalsFixture.StartAsync();
        await ApplyAsync(fixture, "evaluate/failed", FailedAlarm);
        var store = fixture.Get<AlarmStore>();
        for (var i = 0; i < AlarmStore.HistoryLength + 20; i++)
        {
            await fixture.Database.WriteAsync(
                async session =>
                {
                    var row = await store.FindAsync(session, "evaluate/failed", None);
                    var next = row!.State == AlarmState.Ok ? AlarmState.Alarm : AlarmState.Ok;
                    (await store.TransitAsync(session, row, new AlarmVerdict(next, "test", 1), fixture.Time.GetUtcNow(), None)).ShouldBeTrue();
                },
                None);
        }

        (await fixture.Get<IAlarms>().GetAsync("evaluate/failed", None)).Value.History.Count.ShouldBe(AlarmStore.HistoryLength);
    }

    [Fact]
    public async Task Read_WholeDeclaration_GivesTheCanonicalShape()
    {
        await using var fixture = await SignalsFixture.StartAsync();

        var (reading, problems) = Read(fixture, """
            namespace: workflows/evaluate
            metric: rmse
            threshold: "> 20"
            datapoints: 2 of 3
            missing: breaching
            period: 5m
            dimensions: { model: rul }
            notify: ml-team
            """);

        problems.ShouldBeEmpty();
        reading.Specification.ShouldBe(
            """{"namespace":"workflows/evaluate","metric":"rmse","statistic":"avg","dimensions":{"model":"rul"},"period":"300s","threshold":"> 20","datapoints":"2 of 3","missing":"breaching","notify":["ml-team"]}""");
        AlarmSpecification.FromJson(reading.Specification).ToJson().ShouldBe(reading.Specification);
        reading.References.Single().ShouldSatisfyAllConditions(reference => reference.Kind.ShouldBe("topic"), reference => reference.Name.ShouldBe("ml-team"));
    }

    [Theory]
    [InlineData("metric: rmse\nthreshold: \"> 1\"", "namespace", "required")]
    [InlineData("namespace: n\nmetric: m\nthreshold: about 20", "threshold", "not a comparison")]
    [InlineData("namespace: n\nmetric: m\nthreshold: \"> 1\"\ndatapoints: 4 of 3", "datapoints", "M of N")]
    [InlineData("namespace: n\nmetric: m\nthreshold: \"> 1\"\nperiod: 500ms", "period", "whole number of seconds")]
    [InlineData("namespace: n\nmetric: m\nthreshold: \"> 1\"\nperiod: 12h\ndatapoints: 1 of 3", "period", "longer than a day")]
    [InlineData("namespace: n\nmetric: m\nthreshold: \"> 1\"\nmising: ignore", "mising", "Did you mean 'missing'?")]
    [InlineData("namespace: n\nmetric: m\nthreshold: \"> 1\"\nstatistic: p99", "statistic", "is not one of")]
    public async Task Read_BrokenDeclaration_NamesTheKey(string yaml, string key, string message)
    {
        await using var fixture = await SignalsFixture.StartAsync();

        var (_, problems) = Read(fixture, yaml);

        problems.ShouldContain(problem => problem.Key == key && problem.Message.Contains(message));
    }

    private static (ResourceReading Reading, IReadOnlyList<Problem> Problems) Read(SignalsFixture fixture, string yaml)
    {
        var body = ManifestDocument.Parse("resources/alarms/a.yaml", yaml).Value;
        return (fixture.AlarmKind.Read(new ResourceDeclaration("alarm", "a", body, _ => true)), body.Problems.Items);
    }

    private static Task ApplyAsync(SignalsFixture fixture, string name, string specification) =>
        fixture.Database.WriteAsync(
            session => fixture.AlarmKind.ApplyAsync(name, JsonNode.Parse(specification)!.ToJsonString(), Context(fixture), session, None), None);

    private static DeployContext Context(SignalsFixture fixture) => new("c0ffee", "p1", "alice", "bob", fixture.Time.GetUtcNow());

    private static Task PutAsync(SignalsFixture fixture, string nameSpace, string name, double value, params (string Key, string Value)[] dimensions) =>
        fixture.Get<IMetrics>().PutAsync(
            $"test-{fixture.Time.GetUtcNow().Ticks}-{name}-{value}",
            [new MetricDatum(nameSpace, name, value, "count", fixture.Time.GetUtcNow(), dimensions.ToDictionary(d => d.Key, d => d.Value))],
            None);

    private static async Task<string> StateAsync(SignalsFixture fixture) => (await fixture.Get<IAlarms>().GetAsync("evaluate/failed", None)).Value.Summary.State;
}
