using Microsoft.Extensions.DependencyInjection;
using Microsoft.Win32.SafeHandles;
using MQTTnet;
using MQTTnet.Formatter;
using Twinyard.Contracts.Fleet;
using Twinyard.Fleet.Ingest;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Fleet.Tests.Broker;

public sealed class BrokerTests
{
    [Fact]
    public async Task Connect_OwnCredential_IsTakenAndSeen()
    {
        await using var fixture = await FleetFixture.StartAsync();
        var (client, result) = await ConnectAsync(fixture, "dev-1");
        using (client)
        {
            result.ResultCode.ShouldBe(MqttClientConnectResultCode.Success);
            // The connection is told before its first packet is read.
            (await client.SubscribeAsync(DeviceTopics.DesiredShadow("dev-1"))).Items.ShouldHaveSingleItem().ResultCode.ShouldBe(MqttClientSubscribeResultCode.GrantedQoS1);
            (await fixture.Fleet.FindDeviceAsync("dev-1", CancellationToken.None)).Value.Device.Connected.ShouldBeTrue();
            (await fixture.Fleet.StatusAsync(CancellationToken.None)).ConnectedDevices.ShouldBe(1);
        }
    }

    [Theory]
    [InlineData("wrong secret")]
    [InlineData("another device's name")]
    [InlineData("another device's client id")]
    [InlineData("a removed device")]
    [InlineData("a person's token")]
    public async Task Connect_WithWhatIsNotItsOwn_IsRefused(string how)
    {
        await using var fixture = await FleetFixture.StartAsync();
        var secret = await fixture.EnrolAsync("dev-1");
        await fixture.EnrolAsync("dev-2");
        if (how == "a removed device")
        {
            (await fixture.Fleet.RemoveDeviceAsync("dev-1", CancellationToken.None)).Error.ShouldBeNull();
        }

        var token = how == "a person's token"
            ? (await fixture.Get<Access.Tokens.ITokens>().IssueAsync(new(FleetFixture.Owner, "test", null), CancellationToken.None)).Secret
            : how == "wrong secret" ? "ty_nonsense" : secret;
        var user = how == "another device's name" ? "dev-2" : "dev-1";
        var (client, result) = await TestClient.ConnectAsync(Port(fixture), user, token, how == "another device's client id" ? "dev-2" : user);
        using (client)
        {
            result.ResultCode.ShouldNotBe(MqttClientConnectResultCode.Success);
            result.ReasonString.ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public async Task Publish_Telemetry_IsAcknowledgedAndLoaded()
    {
        await using var fixture = await FleetFixture.StartAsync();
        var (client, _) = await ConnectAsync(fixture, "dev-1");
        using (client)
        {
            (await client.PublishAsync(DeviceTopics.Telemetry("dev-1", "main"), Row(7))).IsSuccess.ShouldBeTrue();
            (await client.PublishAsync(DeviceTopics.Decisions("dev-1"), """{"seq":3,"at":1700000000000000,"entity":"fd001/1","step":9,"model":"rul","version":"1","prediction":12.5,"decision":"ground"}""")).IsSuccess.ShouldBeTrue();
            (await client.PublishAsync(DeviceTopics.Profiles("dev-1"), """{"seq":1,"from":1,"to":2,"rows":5,"model":"rul","version":"1","profile":{"columns":[]}}""")).IsSuccess.ShouldBeTrue();
        }

        await fixture.Loader.RunOnceAsync(CancellationToken.None);

        (await fixture.QueryAsync("""SELECT device, stream, seq, entity, step, "values"['s1'] FROM telemetry""")).ShouldHaveSingleItem().ShouldBe(["dev-1", "main", 7L, "fd001/1", 9L, 1.5]);
        (await fixture.QueryAsync("SELECT id, model, version, prediction, decision FROM decisions")).ShouldHaveSingleItem().ShouldBe(["dev-1-3", "rul", "1", 12.5, "ground"]);
        (await fixture.QueryAsync("SELECT device, rows, profile FROM profiles")).ShouldHaveSingleItem().ShouldBe(["dev-1", 5L, """{"columns":[]}"""]);
    }

    [Fact]
    public async Task Publish_ManyWithoutWaiting_AllAreLoadedOnce()
    {
        await using var fixture = await FleetFixture.StartAsync();
        var (client, _) = await ConnectAsync(fixture, "dev-1");
        using (client)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(seq => client.PublishAsync(DeviceTopics.Telemetry("dev-1", "main"), Row(seq))));
            answers.ShouldAllBe(answer => answer.IsSuccess);
        }

        await fixture.Loader.RunOnceAsync(CancellationToken.None);
        (await fixture.QueryAsync("SELECT count(*), count(DISTINCT seq) FROM telemetry")).ShouldHaveSingleItem().ShouldBe([500L, 500L]);
    }

    [Fact]
    public async Task Publish_OutsideTheOwnSubtree_IsRefusedAndCounted()
    {
        await using var fixture = await FleetFixture.StartAsync();
        await fixture.EnrolAsync("dev-2");
        var (client, _) = await ConnectAsync(fixture, "dev-1");
        using (client)
        {
            foreach (var topic in new[] { DeviceTopics.Telemetry("dev-2", "main"), DeviceTopics.DesiredShadow("dev-1"), "ty/v1/dev-1", "other" })
            {
                (await client.PublishAsync(topic, Row(1))).ReasonCode.ShouldBe(MqttClientPublishReasonCode.NotAuthorized, topic);
            }

            (await client.SubscribeAsync("ty/v1/+/shadow/desired")).Items.ShouldHaveSingleItem().ResultCode.ShouldBe(MqttClientSubscribeResultCode.NotAuthorized);
            (await client.SubscribeAsync("#")).Items.ShouldHaveSingleItem().ResultCode.ShouldBe(MqttClientSubscribeResultCode.NotAuthorized);
        }

        (await fixture.Fleet.StatusAsync(CancellationToken.None)).Denied.ShouldBe(6);
        (await fixture.AuditedAsync()).Select(entry => (entry.Principal, entry.Action, entry.Outcome)).ShouldBe(
            [.. Enumerable.Repeat(("device/dev-1", "fleet:Publish", "refused"), 4), .. Enumerable.Repeat(("device/dev-1", "fleet:Subscribe", "refused"), 2)]);
    }

    [Fact]
    public async Task Publish_NotAllowedOverMqtt311_ClosesTheConnection()
    {
        await using var fixture = await FleetFixture.StartAsync();
        var secret = await fixture.EnrolAsync("dev-1");
        var (client, _) = await TestClient.ConnectAsync(Port(fixture), "dev-1", secret, version: MqttProtocolVersion.V311);
        using (client)
        {
            var publish = client.PublishAsync("other", "x");
            await client.Disconnected;
            await Should.ThrowAsync<Exception>(() => publish);
        }
    }

    [Fact]
    public async Task Publish_Malformed_IsRejectedWithTheReason()
    {
        await using var fixture = await FleetFixture.StartAsync();
        var (client, _) = await ConnectAsync(fixture, "dev-1");
        using (client)
        {
            var answer = await client.PublishAsync(DeviceTopics.Telemetry("dev-1", "main"), """{"seq":1}""");
            answer.ReasonCode.ShouldBe(MqttClientPublishReasonCode.PayloadFormatInvalid);
            answer.ReasonString.ShouldContain("at is missing");
            (await client.PublishAsync("ty/v1/dev-1/nonsense", "{}")).ReasonCode.ShouldBe(MqttClientPublishReasonCode.TopicNameInvalid);
        }

        var status = await fixture.Fleet.StatusAsync(CancellationToken.None);
        status.Rejected.ShouldBe(2);
        status.RecentRejections[1].Reason.ShouldContain("at is missing");
    }

    [Fact]
    public async Task Publish_DiskIsFull_IsNotAcknowledgedAndConnectionCloses()
    {
        var disk = new FullDisk();
        await using var fixture = await FleetFixture.StartAsync(DatabaseEngine.Sqlite, TimeProvider.System, services => services.AddSingleton<ISegmentStorage>(disk));
        var (client, _) = await ConnectAsync(fixture, "dev-1");
        using (client)
        {
            var publish = client.PublishAsync(DeviceTopics.Telemetry("dev-1", "main"), Row(1));
            await client.Disconnected;
            await Should.ThrowAsync<Exception>(() => publish);
        }

        var status = await fixture.Fleet.StatusAsync(CancellationToken.None);
        status.Healthy.ShouldBeFalse();
        status.Problem.ShouldContain("No space left");
        status.Acknowledged.ShouldBe(0);
    }

    [Fact]
    public async Task Publish_Log_GoesToTheDevicesLogStream()
    {
        await using var fixture = await FleetFixture.StartAsync();
        var (client, _) = await ConnectAsync(fixture, "dev-1");
        using (client)
        {
            await client.PublishAsync(DeviceTopics.Log("dev-1"), "first\nsecond");
        }

        fixture.Logs.Lines.Select(line => (line.Stream, line.Line.Text)).ShouldBe([("device/dev-1", "first"), ("device/dev-1", "second")]);
    }

    private static int Port(FleetFixture fixture) => fixture.Get<IMqttEndpoint>().Port;

    private static async Task<(TestClient Client, MqttClientConnectResult Result)> ConnectAsync(FleetFixture fixture, string device) =>
        await TestClient.ConnectAsync(Port(fixture), device, await fixture.EnrolAsync(device));

    private static string Row(long seq) => $$"""{"seq":{{seq}},"at":1700000000000000,"entity":"fd001/1","step":9,"values":{"s1":1.5} }""";

    private sealed class FullDisk : ISegmentStorage
    {
        public SafeFileHandle Create(string path) => throw new IOException("No space left on device");

        public void Write(SafeFileHandle file, ReadOnlySpan<byte> data, long offset) => throw new NotSupportedException();

        public void Sync(SafeFileHandle file) => throw new NotSupportedException();

        public void Truncate(SafeFileHandle file, long length) => throw new NotSupportedException();
    }
}
