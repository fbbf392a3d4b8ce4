using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using MQTTnet;
using MQTTnet.Exceptions;
using Twinyard.Access.Certificates;
using Twinyard.Access.Tokens;
using Twinyard.Contracts.Fleet;
using Twinyard.Fleet.Broker;
using Twinyard.Platform.Data;

namespace Twinyard.Fleet.Tests.Broker;

public sealed class BrokerTlsTests
{
    private const string Row = """{"seq":1,"at":1700000000000000,"entity":"fd001/1","step":9,"values":{"s1":1.5}}""";

    [Fact]
    public async Task Connect_WithTheDevicesCertificate_NeedsNoSecret()
    {
        await using var fixture = await StartAsync();
        var (certificate, _) = await IssueAsync(fixture, "dev-1");

        var (client, result) = await ConnectAsync(fixture, "dev-1", null, certificate);
        using (client)
        {
            result.ResultCode.ShouldBe(MqttClientConnectResultCode.Success);
            (await client.PublishAsync(DeviceTopics.Telemetry("dev-1", "main"), Row)).IsSuccess.ShouldBeTrue();
            (await client.PublishAsync(DeviceTopics.Telemetry("dev-2", "main"), Row)).IsSuccess.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Connect_WithTheSecret_IsTaken_UnlessCertificatesAreRequired()
    {
        await using var open = await StartAsync();
        var (client, result) = await ConnectAsync(open, "dev-1", await open.EnrolAsync("dev-1"), null);
        client.Dispose();
        result.ResultCode.ShouldBe(MqttClientConnectResultCode.Success);

        await using var strict = await StartAsync(options => options.RequireCertificates = true);
        var (refused, why) = await ConnectAsync(strict, "dev-1", await strict.EnrolAsync("dev-1"), null);
        refused.Dispose();
        why.ResultCode.ShouldNotBe(MqttClientConnectResultCode.Success);
        why.ReasonString.ShouldContain("certificate");
    }

    [Theory]
    [InlineData("another device's name")]
    [InlineData("a revoked one")]
    [InlineData("a removed device's")]
    public async Task Connect_WithACertificateThatDoesNotCount_IsRefusedWithTheReason(string how)
    {
        await using var fixture = await StartAsync();
        var (certificate, fingerprint) = await IssueAsync(fixture, "dev-1");
        await fixture.EnrolAsync("dev-2");
        if (how == "a revoked one")
        {
            (await fixture.Fleet.RevokeCertificateAsync("dev-1", fingerprint, CancellationToken.None)).Error.ShouldBeNull();
        }

        if (how == "a removed device's")
        {
            (await fixture.Fleet.RemoveDeviceAsync("dev-1", CancellationToken.None)).Error.ShouldBeNull();
            // Who enrols it anew does not bring them back.
            await fixture.EnrolAsync("dev-1");
        }

        var (client, result) = await ConnectAsync(fixture, how == "another device's name" ? "dev-2" : "dev-1", null, certificate);
        client.Dispose();

        result.ResultCode.ShouldNotBe(MqttClientConnectResultCode.Success);
        result.ReasonString.ShouldNotBeNullOrEmpty();
        (await fixture.AuditedAsync()).ShouldContain(entry => entry.Action == "fleet:Connect" && entry.Decision != "allow");
    }

    [Theory]
    [InlineData("another authority's")]
    [InlineData("its own")]
    public async Task Connect_WithWhatTheAuthorityHasNotIssuedToADevice_IsNotAConnection(string how)
    {
        await using var fixture = await StartAsync();
        var secret = await fixture.EnrolAsync("dev-1");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=dev-1", key, HashAlgorithmName.SHA256);
        var (from, until) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = how == "its own"
            ? request.CreateSelfSigned(from, until)
            : request.Create((await AuthorityAsync(fixture)).SubjectName, X509SignatureGenerator.CreateForECDsa(otherKey), from, until, [1]).CopyWithPrivateKey(key);

        // The secret is right; a client that shows what is wrong is not asked for it.
        await Should.ThrowAsync<MqttCommunicationException>(async () => await ConnectAsync(fixture, "dev-1", secret, certificate));
        (await fixture.Fleet.StatusAsync(CancellationToken.None)).ConnectedDevices.ShouldBe(0);
    }

    [Fact]
    public async Task Revoke_WhileConnected_ClosesTheConnection()
    {
        await using var fixture = await StartAsync();
        var (certificate, fingerprint) = await IssueAsync(fixture, "dev-1");
        var (kept, _) = await ConnectAsync(fixture, "dev-1", (await fixture.Get<ITokens>().IssueAsync(new(new(Access.Principal.Device, "dev-1", "device"), "", null), CancellationToken.None)).Secret, null, "dev-1:secret");
        var (client, _) = await ConnectAsync(fixture, "dev-1", null, certificate);
        using (kept)
        using (client)
        {
            await client.SubscribeAsync(DeviceTopics.DesiredShadow("dev-1"));

            (await fixture.Fleet.RevokeCertificateAsync("dev-1", fingerprint, CancellationToken.None)).Error.ShouldBeNull();

            await client.Disconnected;
            // What came with another credential stays.
            (await kept.PublishAsync(DeviceTopics.Telemetry("dev-1", "main"), Row)).IsSuccess.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Sweep_ACredentialThatAnotherServerTookBack_ClosesTheConnection()
    {
        await using var fixture = await StartAsync();
        var (client, _) = await ConnectAsync(fixture, "dev-1", await fixture.EnrolAsync("dev-1"), null);
        using (client)
        {
            await client.SubscribeAsync(DeviceTopics.DesiredShadow("dev-1"));
            await fixture.Get<CredentialSweep>().RunOnceAsync(CancellationToken.None);
            (await client.PublishAsync(DeviceTopics.Telemetry("dev-1", "main"), Row)).IsSuccess.ShouldBeTrue();

            await fixture.Get<ITokens>().RevokeAsync(Access.Principal.Device, "dev-1", CancellationToken.None);
            await fixture.Get<CredentialSweep>().RunOnceAsync(CancellationToken.None);

            await client.Disconnected;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_ThatSaysNothing_IsClosed(bool isEncrypted)
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var fixture = await StartAsync(time: time);
        using var socket = await RawAsync(fixture, isEncrypted);
        if (!isEncrypted)
        {
            // Half of a CONNECT.
            await socket.SendAsync(new byte[] { 0x10, 0x20, 0x00 });
        }

        var closed = ClosedAsync(socket);
        while (!closed.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.WhenAny(closed, Task.Delay(50, CancellationToken.None));
        }

        await closed;
    }

    [Fact]
    public async Task Client_ThatAnnouncesALargePacketBeforeItIsKnown_IsClosedAtOnce()
    {
        await using var fixture = await StartAsync();
        using var socket = await RawAsync(fixture, isEncrypted: false);

        // A CONNECT of 256 MB.
        await socket.SendAsync(new byte[] { 0x10, 0xff, 0xff, 0xff, 0x7f });

        await ClosedAsync(socket);
        (await fixture.Fleet.StatusAsync(CancellationToken.None)).RecentRejections.ShouldHaveSingleItem().Reason.ShouldContain("268435455 bytes");
    }

    private static Task<FleetFixture> StartAsync(Action<FleetOptions>? configure = null, TimeProvider? time = null) => FleetFixture.StartAsync(DatabaseEngine.Sqlite, time ?? TimeProvider.System, services =>
        services.Configure<FleetOptions>(options =>
        {
            (options.MqttTlsPort, options.MqttTlsAddress) = (0, "127.0.0.1");
            configure?.Invoke(options);
        }));

    private static async Task<(X509Certificate2 Certificate, string Fingerprint)> IssueAsync(FleetFixture fixture, string device)
    {
        await fixture.EnrolAsync(device);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=whoever", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        var issued = (await fixture.Fleet.IssueCertificateAsync(device, new IssueCertificateRequest(request), FleetFixture.Owner, CancellationToken.None)).Value;
        return (X509Certificate2.CreateFromPem(issued.Certificate, key.ExportPkcs8PrivateKeyPem()), issued.Summary.Fingerprint);
    }

    private static async Task<(TestClient Client, MqttClientConnectResult Result)> ConnectAsync(FleetFixture fixture, string device, string? secret, X509Certificate2? certificate, string? clientId = null) =>
        await TestClient.ConnectAsync(
            fixture.Get<IMqttEndpoint>().TlsPort!.Value, device, secret, await AuthorityAsync(fixture), certificate, clientId);

    /// <summary>It is told with every certificate.</summary>
    private static async Task<X509Certificate2> AuthorityAsync(FleetFixture fixture)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        return X509Certificate2.CreateFromPem((await fixture.Get<IDeviceCertificates>().IssueAsync("another", request, FleetFixture.Owner, CancellationToken.None)).Value.Authority);
    }

    private static async Task<Socket> RawAsync(FleetFixture fixture, bool isEncrypted)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", isEncrypted ? fixture.Get<IMqttEndpoint>().TlsPort!.Value : fixture.Get<IMqttEndpoint>().Port);
        return socket;
    }

    private static async Task ClosedAsync(Socket socket)
    {
        using var longest = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            while (await socket.ReceiveAsync(new byte[1024], longest.Token) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Closed with bytes unread.
        }
    }
}
