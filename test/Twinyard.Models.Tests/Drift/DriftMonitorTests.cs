using Twinyard.Models.Drift;
using Twinyard.Models.Registry;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;
using Twinyard.Warehouse;

namespace Twinyard.Models.Tests.Drift;

public sealed class DriftMonitorTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private long _seq;

    [Theory, EveryDatabase]
    public async Task RunOnce_AnotherKindOfMachine_IsToldOnceUntilItRecovers(DatabaseEngine engine)
    {
        await using var fixture = await ModelsFixture.CreateAsync(engine);
        await fixture.RegisterAsync("run-1");
        await SendAsync(fixture, "fd001", skew: 0, health: 125);
        await SendAsync(fixture, "fd003", skew: 15, health: 125);

        await RunAsync(fixture);
        await SendAsync(fixture, "fd003", skew: 15, health: 125);
        await RunAsync(fixture);

        var overview = (await fixture.Get<IDriftReports>().FindAsync("tiny", None)).Value;
        overview.Groups.Select(report => (report.Group, report.State)).ShouldBe([("fd001", "ok"), ("fd003", "drifted")]);
        overview.Groups[1].Columns.Count(column => column.Exceeds).ShouldBe(4);
        overview.History.Select(change => change.State).ShouldBe(["drifted", "ok"], ignoreOrder: true);
        var told = (await fixture.EventsAsync("drift.detected")).ShouldHaveSingleItem();
        told.ShouldContain("\"model\":\"tiny\",\"version\":1,\"group\":\"fd003\"");
        told.ShouldContain("\"devices\":[\"fd003-0\",");
        fixture.Metrics.Put.ShouldContain(datum => datum.Name == "psi" && datum.Dimensions["group"] == "fd003" && datum.Value > 0.25);

        await SendAsync(fixture, "fd003", skew: 0, health: 125);
        await RunAsync(fixture);
        await SendAsync(fixture, "fd003", skew: 15, health: 125);
        await RunAsync(fixture);

        (await fixture.EventsAsync("drift.detected")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task RunOnce_YoungFleet_IsNoDriftThoughItsValuesDiffer()
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        await fixture.RegisterAsync("run-1");
        await SendAsync(fixture, "young", skew: 0, health: 40);

        await RunAsync(fixture);

        var report = (await fixture.Get<IDriftReports>().FindAsync("tiny", None)).Value.Groups.ShouldHaveSingleItem();
        report.State.ShouldBe("ok");
        report.Prediction.ShouldNotBeNull().Psi.ShouldBeGreaterThan(1);
        report.Columns[0].Psi.ShouldBeLessThan(report.PsiThreshold);
    }

    [Theory, InlineData(4, 400), InlineData(20, 10)]
    public async Task RunOnce_TooFewMachinesOrRows_SaysNothing(int machines, int rows)
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        await fixture.RegisterAsync("run-1");
        await SendAsync(fixture, "fd003", skew: 15, health: 125, machines, rows);

        await RunAsync(fixture);

        (await fixture.Get<IDriftReports>().FindAsync("tiny", None)).Value.Groups.ShouldHaveSingleItem().State.ShouldBe("insufficient");
        (await fixture.EventsAsync("drift.detected")).ShouldBeEmpty();
    }

    [Fact]
    public async Task RunOnce_ChampionChanges_MeasuresAgainstTheNewOneAlone()
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        await fixture.RegisterAsync("run-1");
        await fixture.RegisterAsync("run-2");
        await SendAsync(fixture, "fd003", skew: 15, health: 125);
        await RunAsync(fixture);

        await fixture.Get<IModelRegistry>().SetAliasAsync("tiny", "champion", 2, "user/bob", None);
        await RunAsync(fixture);
        (await fixture.EventsAsync("drift.detected")).Count.ShouldBe(1);

        await SendAsync(fixture, "fd003", skew: 15, health: 125, version: "2");
        await RunAsync(fixture);

        (await fixture.EventsAsync("drift.detected")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task RunOnce_NothingNew_DoesNotCountAgain()
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        await fixture.RegisterAsync("run-1");
        await SendAsync(fixture, "fd001", skew: 0, health: 125);
        await RunAsync(fixture);
        var before = fixture.Metrics.Put.Count;

        await RunAsync(fixture);

        fixture.Metrics.Put.Count.ShouldBe(before);
    }

    [Fact]
    public async Task RunOnce_RecordingPlayedTwice_CountsARowOnce()
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        await fixture.RegisterAsync("run-1");
        await SendAsync(fixture, "fd001", skew: 0, health: 125, machines: 10, rows: 60);
        await SendAsync(fixture, "fd001", skew: 0, health: 125, machines: 10, rows: 60);

        await RunAsync(fixture);

        (await fixture.Get<IDriftReports>().FindAsync("tiny", None)).Value.Groups.ShouldHaveSingleItem().Rows.ShouldBe(600);
    }

    private static Task RunAsync(ModelsFixture fixture)
    {
        fixture.Time.Advance(TimeSpan.FromSeconds(5));
        return fixture.Get<IEnumerable<IBackgroundWork>>().Single(work => work.Name == "models/drift").RunOnceAsync(None);
    }

    /// <summary>Each machine sends its life from new on, for as much of its health as is said.</summary>
    private async Task SendAsync(ModelsFixture fixture, string group, double skew, double health, int machines = 20, int rows = 100, string version = "1")
    {
        var random = new Random(3);
        var at = fixture.Time.GetUtcNow().UtcDateTime;
        var telemetry = new List<IReadOnlyList<object?>>();
        var decisions = new List<IReadOnlyList<object?>>();
        for (var step = 0; step < rows; step++)
        {
            for (var machine = 0; machine < machines; machine++)
            {
                var (device, entity) = ($"{group}-{machine}", $"{group}/{machine}");
                var row = Bundles.Row(125 - step * health / rows, skew, random);
                var seq = ++_seq;
                var time = at.AddMilliseconds(step);
                telemetry.Add([device, "main", seq, time, entity, (long)step, Bundles.Manifest.Columns.Zip(row).ToDictionary(pair => pair.First, pair => pair.Second)]);
                decisions.Add([$"{device}-{seq}", device, seq, time, entity, (long)step, "tiny", version, Bundles.Predict(row), "fly"]);
            }
        }

        await fixture.Get<IWarehouse>().WriteAsync(
            async session =>
            {
                await session.AppendAsync("telemetry", telemetry, None);
                await session.AppendAsync("decisions", decisions, None);
                return 0;
            },
            None);
    }
}
