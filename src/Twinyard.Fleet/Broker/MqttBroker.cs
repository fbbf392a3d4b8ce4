using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;
using Twinyard.Contracts.Fleet;
using Twinyard.Fleet.Devices;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;

namespace Twinyard.Fleet.Broker;

/// <summary>
/// The embedded MQTT broker: its life, and what the server itself says to devices. What devices ask is answered by
/// <see cref="ConnectionGuard"/>, <see cref="PublishHandler"/> and <see cref="Acknowledgements"/>.
/// </summary>
internal sealed partial class MqttBroker : IStartupWork, IMqttEndpoint, IShadowSender, IAsyncDisposable
{
    private readonly MqttServer _server;
    private readonly MqttServerOptions _serverOptions;
    private readonly FleetOptions _options;
    private readonly Database _database;
    private readonly ConnectedDevices _connected;
    private readonly ILogger<MqttBroker> _logger;

    public MqttBroker(
        ConnectionGuard guard,
        PublishHandler publishes,
        Acknowledgements acknowledgements,
        ConnectedDevices connected,
        Database database,
        IOptions<FleetOptions> options,
        ILogger<MqttBroker> logger)
    {
        _options = options.Value;
        _database = database;
        _connected = connected;
        _logger = logger;
        _serverOptions = new MqttServerOptionsBuilder()
            .WithDefaultEndpoint()
            .WithDefaultEndpointBoundIPAddress(IPAddress.Parse(_options.MqttAddress))
            .WithDefaultEndpointBoundIPV6Address(IPAddress.None)
            .WithDefaultEndpointPort(_options.MqttPort)
            .Build();
        _serverOptions.DefaultEndpointOptions.ConnectionBacklog = 1024;
        _server = new MqttServerFactory().CreateMqttServer(_serverOptions, new BrokerLogger(logger));
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

    public int Port => _server.IsStarted
        ? _serverOptions.DefaultEndpointOptions.Port
        : throw new InvalidOperationException("The MQTT broker has not been started yet.");

    public async Task<Result<Done>> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _server.StartAsync();
        }
        catch (SocketException e)
        {
            return new FailedError(
                "mqtt-port-unavailable",
                $"MQTT cannot listen on {_options.MqttAddress}:{_options.MqttPort}: {e.Message}",
                "Stop what listens there, or set fleet:mqttPort to another port, or to 0 for any free one.");
        }

        LogListening(_options.MqttAddress, Port);
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
            await _server.DisconnectClientAsync(client, MqttDisconnectReasonCode.AdministrativeAction);
        }

        // An empty retained message deletes the one that is there.
        var nothing = new MqttApplicationMessageBuilder().WithTopic(DeviceTopics.DesiredShadow(device)).WithRetainFlag().Build();
        await _server.InjectApplicationMessage(new InjectedMqttApplicationMessage(nothing) { SenderClientId = "twinyard" }, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsStarted)
        {
            await _server.StopAsync(new MqttServerStopOptions { DefaultClientDisconnectOptions = new MqttServerClientDisconnectOptions { ReasonCode = MqttDisconnectReasonCode.ServerShuttingDown } });
        }

        _server.Dispose();
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
