using Twinyard.Agent.Devices;
using Twinyard.Contracts.Fleet;
using Twinyard.Fleet.Rollouts;
using Twinyard.Platform.Background;
using Twinyard.Simulation;

namespace Twinyard.Fleet.Tests.Devices;

/// <summary>The whole way over real MQTT: devices, their model, decisions, ingest, warehouse, rollout.</summary>
public sealed class SimulatedFleetTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-fleet-test-");

    [Fact]
    public async Task RunAsync_AfterARollout_EveryRowAndDecisionIsLoadedOnce()
    {
        await using var bundles = await BundleServer.StartAsync();
        await using var fixture = await FleetFixture.StartAsync();
        fixture.Registry.Sha256 = bundles.Sha256;
        var recording = await RecordAsync(units: 3);
        using var fleet = await CreateAsync(fixture, bundles, recording, devices: 5, AtEnd.Exit);
        var rollout = (await fixture.Fleet.CreateRolloutAsync(new CreateRolloutRequest("rul", "1", []), FleetFixture.Owner, None)).Value.Rollout.Id;
        await StepAsync(fixture);

        await fleet.RunAsync(new CancellationTokenSource(TimeSpan.FromSeconds(100)).Token);
        await fixture.Loader.RunOnceAsync(None);

        fleet.RowsTaken.ShouldBe(fleet.Rows);
        fleet.Decisions.ShouldBe(fleet.Rows);
        fleet.Refused.ShouldBe(0);
        (await fixture.QueryAsync("SELECT count(*), count(DISTINCT (device, seq)) FROM telemetry")).ShouldHaveSingleItem().ShouldBe([fleet.Rows, fleet.Rows]);
        (await fixture.QueryAsync("SELECT count(*), count(DISTINCT id), min(decision), min(version) FROM decisions")).ShouldHaveSingleItem().ShouldBe([fleet.Rows, fleet.Rows, "fly", "1"]);
        (await fixture.QueryAsync("""SELECT count(*) FROM decisions d JOIN telemetry t USING (device, entity, step) WHERE abs(d.prediction - 0.1 * t."values"['s2']) > 0.001""")).ShouldHaveSingleItem().ShouldBe([0L]);

        await StepAsync(fixture);
        (await fixture.Fleet.FindRolloutAsync(rollout, None)).Value.Rollout.State.ShouldBe("completed");
        var device = (await fixture.Fleet.FindDeviceAsync("sim-01", None)).Value;
        device.Device.Version.ShouldBe("1");
        device.Reported.ShouldNotBeNull().Error.ShouldBeNull();
    }

    [Fact]
    public async Task RunAsync_BundleHasAnotherHash_IsReportedAndHaltsTheRollout()
    {
        await using var bundles = await BundleServer.StartAsync();
        await using var fixture = await FleetFixture.StartAsync();
        fixture.Registry.Sha256 = new string('0', 64);
        using var fleet = await CreateAsync(fixture, bundles, await RecordAsync(units: 1), devices: 1, AtEnd.Exit);
        var rollout = (await fixture.Fleet.CreateRolloutAsync(new CreateRolloutRequest("rul", "1", []), FleetFixture.Owner, None)).Value.Rollout.Id;
        await StepAsync(fixture);

        await fleet.RunAsync(new CancellationTokenSource(TimeSpan.FromSeconds(100)).Token);
        await StepAsync(fixture);

        var halted = (await fixture.Fleet.FindRolloutAsync(rollout, None)).Value;
        halted.Rollout.State.ShouldBe("halted");
        halted.Rollout.Reason.ShouldContain("it is not opened");
        fleet.Decisions.ShouldBe(0);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Task StepAsync(FleetFixture fixture) => fixture.Get<IEnumerable<IBackgroundWork>>().OfType<RolloutWork>().Single().RunOnceAsync(None);

    private static async Task<SimulatedFleet> CreateAsync(FleetFixture fixture, BundleServer bundles, string recording, int devices, AtEnd atEnd)
    {
        var credentials = new List<(string, string)>();
        for (var number = 1; number <= devices; number++)
        {
            var id = SimulatedFleet.NameOf("sim", number, devices);
            credentials.Add((id, await fixture.EnrolAsync(id)));
        }

        var options = new SimulatedFleetOptions
        {
            Server = bundles.Address,
            MqttHost = "127.0.0.1",
            MqttPort = fixture.Get<IMqttEndpoint>().Port,
            Recording = recording,
            Kind = "fd001",
            Devices = credentials,
            AtEnd = atEnd,
            WaitForModel = TimeSpan.FromSeconds(60),
        };
        return new SimulatedFleet(options, TimeProvider.System, new Random(5), (_, _) => { });
    }

    private async Task<string> RecordAsync(int units)
    {
        var files = await DegradationSimulator.WriteAsync(SimulationOptions.FirstKind with { TrainUnits = units, TestUnits = 1 }, _folder.FullName, None);
        return files[0];
    }
}
