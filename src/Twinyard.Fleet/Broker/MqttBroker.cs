using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;
using Twinyard.Access.Certificates;
using Twinyard.Contracts.Fleet;
using Twinyard.Fleet.Devices;
using Twinyard.Fleet.Ingest;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;

namespace Twinyard.Fleet.Broker;

/// <summary>
/// The embedded MQTT broker: its life, and what the server itself says to devices. What devices ask is answered by
/// <see cref="ConnectionGuard"/>, <see cref="PublishHandler"/> and <see cref="Acknowledgements"/>.
/// </summary>
internal sealed partial class MqttBroker : IStartupWork, IMqttEndpoint, IShadowSender, IConnectionCloser, IAsyncDisposable
{
    private readonly MqttServer _server;
    private readonly BrokerListener _open;
    private readonly BrokerListener? _encrypted;
    private readonly IServerTls _tls;
    private readonly FleetOptions _options;
    private readonly Database _database;
    private readonly ConnectedDevices _connected;
    private readonly ILogger<MqttBroker> _logger;

    public MqttBroker(
        ConnectionGuard guard,
        PublishHandler publishes,
        Acknowledgements acknowledgements,
        ConnectedDevices connected,
        IngestCounters counters,
        Database database,
        IServerTls tls,
        IOptions<FleetOptions> options,
        TimeProvider time,
        ILogger<BrokerListener> listenerLogger,
        ILogger<MqttBroker> logger)
    {
        _options = options.Value;
        _tls = tls;
        _database = database;
        _connected = connected;
        _logger = logger;
        _open = new BrokerListener(new IPEndPoint(IPAddress.Parse(_options.MqttAddress), _options.MqttPort), null, _options, counters, time, listenerLogger);
        _encrypted = _options.MqttTlsPort is { } port
            ? new BrokerListener(new IPEndPoint(IPAddress.Parse(_options.MqttTlsAddress), port), tls, _options, counters, time, listenerLogger)
            : null;
        BrokerListener[] listeners = _encrypted is null ? [_open] : [_open, _encrypted];
        _server = new MqttServerFactory().CreateMqttServer(new MqttServerOptionsBuilder().Build(), listeners, new BrokerLogger(logger));
        _server.ValidatingConnectionAsync += guard.ValidateAsync;
        _server.ClientConnectedAsync += guard.ConnectedAsync;
        _server.ClientDisconnectedAsync += guard.DisconnectedAsync;
        _server.InterceptingSubscriptionAsync += guard.SubscribeAsync;
        _server.InterceptingPublishAsync += publishes.HandleAsync;
        _server.InterceptingOutboundPacketAsync += packet => acknowledgements.WaitAsync(packet, _server);
        _server.LoadingRetainedMessageAsync += LoadShadowsAsync;
    }

    public string Name => "mqtt broker";

    // After everything that a connecting device could reach.
    public int Order => 900;

    public int Port => _server.IsStarted ? _open.Port : throw new InvalidOperationException("The MQTT broker has not been started yet.");

    public int? TlsPort => _server.IsStarted ? _encrypted?.Port : throw new InvalidOperationException("The MQTT broker has not been started yet.");

    public async Task<Result<Done>> RunAsync(CancellationToken cancellationToken)
    {
        if (_encrypted is not null)
        {
            var prepared = await _tls.PrepareAsync(cancellationToken);
            if (!prepared.IsOk)
            {
                return prepared;
            }
        }

        try
        {
            await _server.StartAsync();
        }
        catch (SocketException e)
        {
            // The one that is bound was the first.
            var (address, port, key) = _open.Port == 0 ? (_options.MqttAddress, _options.MqttPort, "mqttPort") : (_options.MqttTlsAddress, _options.MqttTlsPort, "mqttTlsPort");
            return new FailedError(
                "mqtt-port-unavailable", $"MQTT cannot listen on {address}:{port}: {e.Message}", $"Stop what listens there, or set fleet:{key} to another port, or to 0 for any free one.");
        }

        LogListening(_options.MqttAddress, Port);
        if (_encrypted is not null)
        {
            LogListeningEncrypted(_options.MqttTlsAddress, _encrypted.Port);
        }

        return Done.Value;
    }

    public Task SendAsync(string device, DesiredShadow shadow, CancellationToken cancellationToken) =>
        _server.IsStarted
            ? _server.InjectApplicationMessage(new InjectedMqttApplicationMessage(ShadowMessage(device, shadow)) { SenderClientId = "twinyard" }, cancellationToken)
            : Task.CompletedTask /* the shadows are loaded at start */;

    public async Task ForgetAsync(string device, CancellationToken cancellationToken)
    {
        if (!_server.IsStarted)
        {
            return;
        }

        foreach (var client in _connected.ClientsOf(device))
        {
            await _server.DisconnectClientAsync(client.Id, MqttDisconnectReasonCode.AdministrativeAction);
        }

        // An empty retained message deletes the one that is there.
        var nothing = new MqttApplicationMessageBuilder().WithTopic(DeviceTopics.DesiredShadow(device)).WithRetainFlag().Build();
        await _server.InjectApplicationMessage(new InjectedMqttApplicationMessage(nothing) { SenderClientId = "twinyard" }, cancellationToken);
    }

    public Task CloseAsync(string client) => _server.IsStarted
        ? _server.DisconnectClientAsync(client, new MqttServerClientDisconnectOptions { ReasonCode = MqttDisconnectReasonCode.NotAuthorized, ReasonString = "the credential of this connection counts no more" })
        : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server.IsStarted)
        {
            await _server.StopAsync(new MqttServerStopOptions { DefaultClientDisconnectOptions = new MqttServerClientDisconnectOptions { ReasonCode = MqttDisconnectReasonCode.ServerShuttingDown } });
        }

        _server.Dispose();
        _open.Dispose();
        _encrypted?.Dispose();
    }

    private async Task LoadShadowsAsync(LoadingRetainedMessagesEventArgs loading)
    {
        var devices = await _database.ReadAsync(session => DeviceStore.ListAllAsync(session, CancellationToken.None), CancellationToken.None);
        loading.LoadedRetainedMessages = [.. devices.Where(device => device.HasDesired).Select(device => ShadowMessage(device.Id, device.ReadDesired()))];
    }

    private static MqttApplicationMessage ShadowMessage(string device, DesiredShadow shadow) =>
        new MqttApplicationMessageBuilder()
            .WithTopic(DeviceTopics.DesiredShadow(device))
            .WithPayload(JsonSerializer.SerializeToUtf8Bytes(shadow, FleetMessages.Default.DesiredShadow))
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .WithRetainFlag()
            .Build();
}
