using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Contracts.Fleet;
using Twinyard.Fleet.Broker;
using Twinyard.Fleet.Devices;
using Twinyard.Fleet.Rollouts;
using Twinyard.Models.Evaluations;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Fleet.Tests.Rollouts;

public sealed class RolloutTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly RolloutStageRequest[] TenThenAll = [new(10), new(100)];

    [Theory, EveryDatabase]
    public async Task Rollout_DevicesReportTheVersion_GoesStageByStageAndSetsTheChampion(DatabaseEngine engine)
    {
        await using var fixture = await StartAsync(engine);
        var devices = await EnrolAsync(fixture, 20);
        fixture.Registry.Aliases[("rul", "champion")] = 1;
        var rollout = await CreateAsync(fixture, "2");

        await RunAsync(fixture);
        var first = await FindAsync(fixture, rollout);
        first.Rollout.State.ShouldBe("running");
        first.Devices.Count.ShouldBe(2);
        first.Stages[0].GateReason.ShouldBe("candidate is better");
        first.Devices.Select(device => device.Device).ShouldBeSubsetOf(devices);

        await ReportAsync(fixture, first.Devices.Select(device => device.Device));
        await RunAsync(fixture);
        var second = await FindAsync(fixture, rollout);
        (second.Rollout.Stage, second.Devices.Count).ShouldBe((2, 20));

        await ReportAsync(fixture, devices);
        await RunAsync(fixture);
        var done = await FindAsync(fixture, rollout);
        done.Rollout.State.ShouldBe("completed", done.Rollout.Reason);
        done.Devices.ShouldAllBe(device => device.State == "succeeded");
        fixture.Registry.Aliases[("rul", "champion")].ShouldBe(2);
        (await fixture.EventsAsync()).Where(type => type.StartsWith("rollout", StringComparison.Ordinal)).ShouldBe(["rollout.started", "rollout.stage-completed", "rollout.stage-completed", "rollout.completed"]);
    }

    [Theory, EveryDatabase]
    public async Task Enrol_AnIdThatWasRemoved_RevisionsGoOnAboveItsFormerOnes(DatabaseEngine engine)
    {
        await using var fixture = await StartAsync(engine);
        var device = (await EnrolAsync(fixture, 1)).ShouldHaveSingleItem();
        await CompleteAsync(fixture, "1");
        await CompleteAsync(fixture, "2");
        var before = (await fixture.Fleet.FindDeviceAsync(device, None)).Value.Desired;

        (await fixture.Fleet.RemoveDeviceAsync(device, None)).IsOk.ShouldBeTrue();
        await fixture.EnrolAsync(device);

        var after = (await fixture.Fleet.FindDeviceAsync(device, None)).Value.Desired;
        after.Revision.ShouldBeGreaterThan(before.Revision);
        after.Bundle.ShouldBe(before.Bundle);
    }

    [Theory, EveryDatabase]
    public async Task Rollout_GateRefusesTheSecondStage_HaltsAndTakesTheFirstBack(DatabaseEngine engine)
    {
        await using var fixture = await StartAsync(engine);
        var devices = await EnrolAsync(fixture, 10);
        fixture.Registry.Aliases[("rul", "champion")] = 1;
        var rollout = await CreateAsync(fixture, "2");
        await RunAsync(fixture);
        var canary = (await FindAsync(fixture, rollout)).Devices.ShouldHaveSingleItem().Device;

        fixture.Gate.Decision = new GateDecision(false, ["rmse 20 is more than 1.05 × 15 on fd003."]);
        await ReportAsync(fixture, [canary]);
        await RunAsync(fixture);

        var halted = await FindAsync(fixture, rollout);
        halted.Rollout.State.ShouldBe("halted");
        halted.Rollout.Reason.ShouldContain("gate before stage 2 refused: rmse 20");
        halted.Devices.ShouldHaveSingleItem().State.ShouldBe("rolled-back");
        (await fixture.Fleet.FindDeviceAsync(canary, None)).Value.Desired.Bundle.ShouldBeNull();
        fixture.Registry.Aliases[("rul", "champion")].ShouldBe(1);
        (await fixture.EventsAsync()).ShouldContain("rollout.halted");
        devices.Count.ShouldBe(10);
    }

    [Theory, EveryDatabase]
    public async Task Rollout_DeviceFails_HaltsAndItGoesBackToWhatItRan(DatabaseEngine engine)
    {
        await using var fixture = await StartAsync(engine);
        await EnrolAsync(fixture, 3);
        await CompleteAsync(fixture, "1");
        var rollout = await CreateAsync(fixture, "2");
        await RunAsync(fixture);
        var canary = (await FindAsync(fixture, rollout)).Devices.ShouldHaveSingleItem().Device;

        await ReportAsync(fixture, [canary], error: "cannot be opened");
        await RunAsync(fixture);

        var halted = await FindAsync(fixture, rollout);
        halted.Rollout.State.ShouldBe("halted");
        halted.Rollout.Reason.ShouldContain("cannot be opened");
        var desired = (await fixture.Fleet.FindDeviceAsync(canary, None)).Value.Desired;
        desired.Bundle?.Version.ShouldBe("1");
        fixture.Get<RecordingShadows>().Sent[canary].ShouldBe(desired);
    }

    [Theory, EveryDatabase]
    public async Task Rollout_WhileAnotherIsOpen_IsRefusedUntilThatIsCancelled(DatabaseEngine engine)
    {
        await using var fixture = await StartAsync(engine);
        await EnrolAsync(fixture, 2);
        var first = await CreateAsync(fixture, "1");

        var second = await fixture.Fleet.CreateRolloutAsync(new CreateRolloutRequest("rul", "2", TenThenAll), FleetFixture.Owner, None);
        second.Error.ShouldBeOfType<ConflictError>().Message.ShouldContain(first);

        (await fixture.Fleet.CancelRolloutAsync(first, FleetFixture.Owner, None)).Value.Rollout.State.ShouldBe("cancelled");
        (await fixture.Fleet.CancelRolloutAsync(first, FleetFixture.Owner, None)).Error.ShouldBeOfType<ConflictError>();
        await CreateAsync(fixture, "2");
        (await fixture.Fleet.ListRolloutsAsync(default, None)).Items.Select(rollout => rollout.Version).ShouldBe(["2", "1"]);
    }

    [Fact]
    public async Task Enrol_AfterACompletedRollout_WantsWhatTheFleetRuns()
    {
        await using var fixture = await StartAsync(DatabaseEngine.Sqlite);
        await EnrolAsync(fixture, 1);
        await CompleteAsync(fixture, "1");

        await fixture.EnrolAsync("late");

        (await fixture.Fleet.FindDeviceAsync("late", None)).Value.Desired.Bundle?.Version.ShouldBe("1");
        fixture.Get<RecordingShadows>().Sent["late"].Bundle?.Version.ShouldBe("1");
    }

    [Theory]
    [InlineData("2", new[] { 50 }, "end with 100")]
    [InlineData("2", new[] { 50, 20, 100 }, "rising")]
    [InlineData("2", new[] { 0, 100 }, "from 1")]
    [InlineData("two", new[] { 100 }, "no model version")]
    [InlineData("77", new[] { 100 }, "has no version 77")]
    public async Task Create_NotPossible_SaysWhy(string version, int[] percents, string problem)
    {
        await using var fixture = await StartAsync(DatabaseEngine.Sqlite);
        var created = await fixture.Fleet.CreateRolloutAsync(new CreateRolloutRequest("rul", version, [.. percents.Select(percent => new RolloutStageRequest(percent))]), FleetFixture.Owner, None);
        created.Error.ShouldNotBeNull().ToString().ShouldContain(problem);
    }

    [Theory]
    [InlineData(20, 10, 2)]
    [InlineData(21, 10, 3)]
    [InlineData(1, 1, 1)]
    [InlineData(0, 10, 0)]
    [InlineData(7, 100, 7)]
    public void CountOf_Percent_IsRoundedUp(int devices, int percent, int count) => StageSelection.CountOf(devices, percent).ShouldBe(count);

    [Fact]
    public void Take_LaterStage_ContainsTheEarlierOne()
    {
        var devices = Enumerable.Range(0, 50).Select(i => $"dev-{i}").ToList();
        var first = StageSelection.Take("r1", devices, 20);
        StageSelection.Take("r1", Enumerable.Reverse(devices), 60).Take(first.Count).ShouldBe(first);
        StageSelection.Take("r2", devices, 20).ShouldNotBe(first);
    }

    private static Task<FleetFixture> StartAsync(DatabaseEngine engine)
    {
        var shadows = new RecordingShadows();
        return FleetFixture.StartAsync(engine, new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) }, services =>
        {
            services.AddSingleton(shadows);
            services.AddSingleton<IShadowSender>(shadows);
        });
    }

    private static async Task<IReadOnlyList<string>> EnrolAsync(FleetFixture fixture, int count)
    {
        var devices = Enumerable.Range(0, count).Select(i => $"dev-{i:D2}").ToList();
        foreach (var device in devices)
        {
            await fixture.EnrolAsync(device);
        }

        return devices;
    }

    private static async Task<string> CreateAsync(FleetFixture fixture, string version)
    {
        var created = await fixture.Fleet.CreateRolloutAsync(new CreateRolloutRequest("rul", version, TenThenAll, new RolloutGate("rmse", 0.05)), FleetFixture.Owner, None);
        created.Error.ShouldBeNull();
        return created.Value.Rollout.Id;
    }

    private static async Task CompleteAsync(FleetFixture fixture, string version)
    {
        var rollout = await CreateAsync(fixture, version);
        for (var stage = 0; stage < 3; stage++)
        {
            await RunAsync(fixture);
            await ReportAsync(fixture, (await FindAsync(fixture, rollout)).Devices.Select(device => device.Device));
        }

        await RunAsync(fixture);
        (await FindAsync(fixture, rollout)).Rollout.State.ShouldBe("completed");
    }

    private static Task RunAsync(FleetFixture fixture) => fixture.Get<IEnumerable<IBackgroundWork>>().OfType<RolloutWork>().Single().RunOnceAsync(None);

    private static async Task<RolloutDetail> FindAsync(FleetFixture fixture, string id) => (await fixture.Fleet.FindRolloutAsync(id, None)).Value;

    /// <summary>Each device reports that it runs what it was last told to, or why not.</summary>
    private static async Task ReportAsync(FleetFixture fixture, IEnumerable<string> devices, string? error = null)
    {
        foreach (var device in devices)
        {
            var desired = (await fixture.Fleet.FindDeviceAsync(device, None)).Value.Desired;
            var reported = new ReportedShadow(desired.Revision, desired.Bundle?.Model, desired.Bundle?.Version, error, "0.1.0", 0, 0);
            await fixture.Database.WriteAsync(session => DeviceStore.ReportAsync(session, device, reported, 1, None), None);
        }
    }

    private sealed class RecordingShadows : IShadowSender
    {
        public Dictionary<string, DesiredShadow> Sent { get; } = [];

        public Task SendAsync(string device, DesiredShadow shadow, CancellationToken cancellationToken)
        {
            Sent[device] = shadow;
            return Task.CompletedTask;
        }

        public Task ForgetAsync(string device, CancellationToken cancellationToken)
        {
            Sent.Remove(device);
            return Task.CompletedTask;
        }
    }
}
