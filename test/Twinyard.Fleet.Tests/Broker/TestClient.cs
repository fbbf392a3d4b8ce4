using System.Security.Cryptography.X509Certificates;
using System.Text;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Twinyard.Fleet.Tests.Broker;

/// <summary>An MQTT client over loopback that remembers what it received.</summary>
internal sealed class TestClient : IDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly TaskCompletionSource _disconnected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TestClient()
    {
        _client.ApplicationMessageReceivedAsync += received =>
        {
            Received.Writer.TryWrite((received.ApplicationMessage.Topic, received.ApplicationMessage.ConvertPayloadToString() ?? ""));
            return Task.CompletedTask;
        };
        _client.DisconnectedAsync += _ =>
        {
            _disconnected.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public System.Threading.Channels.Channel<(string Topic, string Payload)> Received { get; } = System.Threading.Channels.Channel.CreateUnbounded<(string, string)>();

    public Task Disconnected => _disconnected.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public static async Task<(TestClient Client, MqttClientConnectResult Result)> ConnectAsync(
        int port, string user, string password, string? clientId = null, MqttProtocolVersion version = MqttProtocolVersion.V500)
    {
        var client = new TestClient();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithProtocolVersion(version).WithClientId(clientId ?? user).WithCredentials(user, password).WithTimeout(TimeSpan.FromSeconds(30)).Build();
        return (client, await client._client.ConnectAsync(options, CancellationToken.None));
    }

    /// <summary>Over TLS.</summary>
    public static async Task<(TestClient Client, MqttClientConnectResult Result)> ConnectAsync(
        int port, string user, string? password, X509Certificate2 trusted, X509Certificate2? certificate, string? clientId)
    {
        var client = new TestClient();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithProtocolVersion(MqttProtocolVersion.V500).WithClientId(clientId ?? user).WithCredentials(user, password)
            .WithTlsOptions(tls => tls.UseTls().WithTrustChain([trusted]).WithIgnoreCertificateRevocationErrors().WithClientCertificates(certificate is null ? [] : [certificate]))
            .WithTimeout(TimeSpan.FromSeconds(30)).Build();
        try
        {
            return (client, await client._client.ConnectAsync(options, CancellationToken.None));
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public Task<MqttClientPublishResult> PublishAsync(string topic, string payload) => _client.PublishAsync(
        new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(Encoding.UTF8.GetBytes(payload)).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(),
        new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);

    public Task<MqttClientSubscribeResult> SubscribeAsync(string topic) =>
        _client.SubscribeAsync(new MqttClientSubscribeOptionsBuilder().WithTopicFilter(topic, MqttQualityOfServiceLevel.AtLeastOnce).Build(), CancellationToken.None);

    public void Dispose() => _client.Dispose();
}
