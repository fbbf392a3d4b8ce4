using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;
using MQTTnet.Server;
using Twinyard.Access.Certificates;
using Twinyard.Contracts.Fleet;
using Twinyard.Fleet.Ingest;

namespace Twinyard.Fleet.Broker;

/// <summary>
/// Accepts MQTT connections for MQTTnet, in the open or over TLS, with the bounds that its own listener lacks: on how many there are, on the time until a client has said
/// who it is, the handshake included, and on what a packet may announce.
/// </summary>
/// <param name="tls">Null for a listener in the open.</param>
internal sealed partial class BrokerListener(
    IPEndPoint address, IServerTls? tls, FleetOptions options, IngestCounters counters, TimeProvider time, ILogger<BrokerListener> logger) : IMqttServerAdapter
{
    public const int MostConnections = 20_000;

    /// <summary>Client id, names, password and will.</summary>
    private const int LongestFirst = 16 * 1024;

    private const int Backlog = 1024;

    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(30);

    private Socket? _socket;
    private CancellationTokenSource? _stop;
    private int _connections;

    public Func<IMqttChannelAdapter, Task>? ClientHandler { get; set; }

    /// <summary>The bound port; 0 while it is not started.</summary>
    public int Port { get; private set; }

    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    public Task StartAsync(MqttServerOptions serverOptions, IMqttNetLogger mqttLogger)
    {
        _stop = new CancellationTokenSource();
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (address.Address.Equals(IPAddress.IPv6Any))
        {
            _socket.DualMode = true;
        }

        _socket.Bind(address);
        _socket.Listen(Backlog);
        Port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
        _ = AcceptAsync(_socket, serverOptions, mqttLogger, _stop.Token);
        return Task.CompletedTask;
    }

    public Task StopAsync()
    {
        _stop?.Cancel();
        _socket?.Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _stop?.Dispose();
    }

    private async Task AcceptAsync(Socket listener, MqttServerOptions serverOptions, IMqttNetLogger mqttLogger, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var accepted = await listener.AcceptAsync(cancellationToken);
                if (Interlocked.Increment(ref _connections) > MostConnections)
                {
                    Interlocked.Decrement(ref _connections);
                    accepted.Dispose();
                    continue;
                }

                _ = Task.Run(() => HandleAsync(accepted, serverOptions, mqttLogger, cancellationToken), CancellationToken.None);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException && cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException e)
            {
                // Such as no more file handles: those that are connected go on.
                LogNotAccepted(address, e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task HandleAsync(Socket socket, MqttServerOptions serverOptions, IMqttNetLogger mqttLogger, CancellationToken cancellationToken)
    {
        var from = "?";
        try
        {
            socket.NoDelay = true;
            from = socket.RemoteEndPoint?.ToString() ?? from;
            await using Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (tls is null)
            {
                await ServeAsync(stream, socket, null, serverOptions, mqttLogger);
                return;
            }

            await using var encrypted = new SslStream(stream);
            using var patience = new CancellationTokenSource(ConnectWithin, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            await encrypted.AuthenticateAsServerAsync(tls.ForServer(), either.Token);
            await ServeAsync(encrypted, socket, encrypted.RemoteCertificate as X509Certificate2, serverOptions, mqttLogger);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            LogNotConnected(from, (e.InnerException ?? e).Message);
        }
        catch (Exception e)
        {
            // The last one that could see it: nobody awaits this.
            LogFailed(from, e);
        }
        finally
        {
            socket.Dispose();
            Interlocked.Decrement(ref _connections);
        }
    }

    private async Task ServeAsync(Stream stream, Socket socket, X509Certificate2? certificate, MqttServerOptions serverOptions, IMqttNetLogger mqttLogger)
    {
        // Larger than what is taken, so that a payload that is too large is refused with a reason and not with the end of the connection.
        var most = (2 * options.MaximumPayload) + LongestFirst;
        var from = socket.RemoteEndPoint;
        using var channel = new BrokerChannel(
            stream, socket.LocalEndPoint, from, certificate, tls is not null, new PacketBound(LongestFirst, most), ConnectWithin, time, problem => Refuse(from?.ToString() ?? "?", problem));
        using var adapter = new MqttChannelAdapter(channel, new MqttPacketFormatterAdapter(new MqttBufferWriter(serverOptions.WriterBufferSize, serverOptions.WriterBufferSizeMax)), mqttLogger);
        if (ClientHandler is { } handler)
        {
            await handler(adapter);
        }
    }

    private void Refuse(string from, string problem)
    {
        counters.CountRejected(new RejectedMessage(time.GetUtcNow(), from, "", 0, problem));
        LogNotConnected(from, problem);
    }
}
