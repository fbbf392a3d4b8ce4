using Twinyard.Contracts.Fleet;
using Twinyard.Fleet.Broker;
using Twinyard.Fleet.Devices;
using Twinyard.Platform.Cluster;

namespace Twinyard.Fleet.Tests.Broker;

/// <summary>Another node's broker, beside the one that is asked.</summary>
public sealed class ShadowRelayTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DesiredBundle Bundle = new("rul", "2", new string('a', 64), "/api/v1/models/rul/versions/2/bundle");

    [Fact]
    public async Task RunOnce_AShadowThatAnotherNodeSent_ReachesThisNodesDevicesOnce()
    {
        await using var fixture = await FleetFixture.StartAsync();
        using var relay = Relay(fixture, out var broker);
        await fixture.EnrolAsync("pump");
        await fixture.EnrolAsync("idle");
        await relay.RunOnceAsync(None);
        broker.Said.ShouldBeEmpty();

        var revision = await DesireAsync(fixture, "pump");
        await relay.RunOnceAsync(None);
        await relay.RunOnceAsync(None);

        broker.Said.ShouldBe([$"pump {revision}"]);
    }

    [Fact]
    public async Task Send_ARevisionThatIsOlderThanWhatWasSent_IsLeftOut()
    {
        await using var fixture = await FleetFixture.StartAsync();
        using var relay = Relay(fixture, out var broker);
        await fixture.EnrolAsync("pump");
        var older = await DesireAsync(fixture, "pump");
        var newer = await DesireAsync(fixture, "pump");

        await relay.RunOnceAsync(None);
        await relay.SendAsync("pump", new DesiredShadow(older, Bundle), None);

        broker.Said.ShouldBe([$"pump {newer}"]);
    }

    [Fact]
    public async Task RunOnce_ADeviceThatAnotherNodeRemoved_IsForgottenHere()
    {
        await using var fixture = await FleetFixture.StartAsync();
        using var relay = Relay(fixture, out var broker);
        await fixture.EnrolAsync("pump");
        await relay.RunOnceAsync(None);

        await fixture.Fleet.RemoveDeviceAsync("pump", None);
        await relay.RunOnceAsync(None);
        await relay.RunOnceAsync(None);

        broker.Said.ShouldBe(["pump forgotten"]);
    }

    [Fact]
    public async Task RunOnce_ADeviceThatWasRemovedAndEnrolledAgain_LosesTheConnectionOfItsFormerLife()
    {
        await using var fixture = await FleetFixture.StartAsync();
        using var relay = Relay(fixture, out var broker);
        await fixture.EnrolAsync("pump");
        await relay.RunOnceAsync(None);

        await fixture.Fleet.RemoveDeviceAsync("pump", None);
        await fixture.EnrolAsync("pump");
        var revision = await DesireAsync(fixture, "pump");
        await relay.RunOnceAsync(None);

        broker.Said.ShouldBe(["pump forgotten", $"pump {revision}"]);
    }

    private static ShadowRelay Relay(FleetFixture fixture, out RecordingBroker broker)
    {
        broker = new RecordingBroker();
        return new ShadowRelay(broker, new ServerNode("b"), fixture.Database);
    }

    private static async Task<long> DesireAsync(FleetFixture fixture, string device) =>
        await fixture.Database.WriteAsync(session => DeviceStore.DesireAsync(session, device, Bundle, None), None) ?? throw new InvalidOperationException($"There is no device {device}.");

    private sealed class RecordingBroker : IShadowSender
    {
        public List<string> Said { get; } = [];

        public Task SendAsync(string device, DesiredShadow shadow, CancellationToken cancellationToken)
        {
            Said.Add($"{device} {shadow.Revision}");
            return Task.CompletedTask;
        }

        public Task ForgetAsync(string device, CancellationToken cancellationToken)
        {
            Said.Add($"{device} forgotten");
            return Task.CompletedTask;
        }
    }
}
