using System.Buffers;
using System.Globalization;
using System.Security.Authentication;
using System.Text.Json;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Twinyard.Agent.Certificates;
using Twinyard.Agent.Devices;
using Twinyard.Agent.Spools;
using Twinyard.Contracts.Fleet;

namespace Twinyard.Agent.Links;

/// <summary>
/// The MQTT connection of a device: connects again with growing pauses, publishes what the spool holds with a window of
/// unacknowledged messages, and hands on the desired shadow.
/// </summary>
internal sealed class DeviceLink : IDisposable
{
    private readonly EdgeDeviceOptions _options;
    private readonly ISpool _spool;
    private readonly DeviceCounters _counters;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly Action<string> _log;
    private readonly Outbound _outbound;
    private readonly IMqttClient _client;
    private readonly SemaphoreSlim _work = new(0, 1);
    private readonly Channel<DesiredShadow> _desired = Channel.CreateBounded<DesiredShadow>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private CancellationTokenSource _connection = new();
    private string _lastProblem = "";
    private int _unacknowledged;

    public DeviceLink(EdgeDeviceOptions options, ISpool spool, DeviceCounters counters, TimeProvider time, Random random, Action<string> log)
    {
        _options = options;
        _spool = spool;
        _counters = counters;
        _time = time;
        _random = random;
        _log = log;
        _outbound = new Outbound(options, spool);
        _client = new MqttClientFactory().CreateMqttClient();
        _client.ApplicationMessageReceivedAsync += ReceiveAsync;
        _client.DisconnectedAsync += DisconnectedAsync;
    }

    /// <summary>The newest desired shadow that was not taken yet.</summary>
    public ChannelReader<DesiredShadow> Desired => _desired.Reader;

    public bool IsConnected => _client.IsConnected;

    /// <summary>Nothing waits for its acknowledgement.</summary>
    public bool IsIdle => Volatile.Read(ref _unacknowledged) == 0 && _spool.Bytes == 0;

    /// <summary>Called after each connect, before anything is published.</summary>
    public Func<CancellationToken, Task> Connected { get; set; } = _ => Task.CompletedTask;

    /// <summary>Tells the link that the spool has something new.</summary>
    public void Wake()
    {
        try
        {
            if (_work.CurrentCount == 0)
            {
                _work.Release();
            }
        }
        catch (SemaphoreFullException)
        {
            // Woken already.
        }
    }

    /// <summary>Runs until cancelled; a lost connection is made again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ConnectInTimeAsync(cancellationToken);
                failures = 0;
                _lastProblem = "";
                _log($"connected to {_options.MqttHost}:{_options.MqttPort}");
                await SendAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is MqttCommunicationException or MqttClientDisconnectedException or MqttClientNotConnectedException or MqttProtocolViolationException or CertificateUnavailableException or OperationCanceledException or InvalidOperationException or ObjectDisposedException)
            {
                Report(Cause(e));
            }

            // A connection that is still there would refuse to be made again.
            await DisconnectAsync();
            failures++;
            await PauseAsync(failures, cancellationToken);
        }

        await DisconnectAsync();
    }

    public async Task<bool> PublishReportAsync(ReportedShadow reported, CancellationToken cancellationToken)
    {
        if (!_client.IsConnected)
        {
            return false;
        }

        var message = new MqttApplicationMessageBuilder()
            .WithTopic(DeviceTopics.ReportedShadow(_options.Device))
            .WithPayload(JsonSerializer.SerializeToUtf8Bytes(reported, FleetMessages.Default.ReportedShadow))
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .Build();
        try
        {
            await _client.PublishAsync(message, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is MqttCommunicationException or MqttClientDisconnectedException or MqttClientNotConnectedException)
        {
            // The next connect reports again.
            return false;
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _connection.Dispose();
        _work.Dispose();
    }

    private async Task ConnectInTimeAsync(CancellationToken cancellationToken)
    {
        // The client's own timeout is for calls without a token.
        using var timeout = new CancellationTokenSource(_options.AnswerTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await ConnectAsync(either.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or MqttCommunicationException && timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new MqttCommunicationException(string.Create(CultureInfo.InvariantCulture, $"no answer within {_options.AnswerTimeout.TotalSeconds} s"));
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        _connection.Dispose();
        _connection = new CancellationTokenSource();
        if (_options.Tls?.Certificate is { } certificate)
        {
            await certificate.EnsureAsync(cancellationToken);
        }

        var options = new MqttClientOptionsBuilder()
            .WithTcpServer(_options.MqttHost, _options.MqttPort)
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId(_options.Device)
            .WithCredentials(_options.Device, _options.Tls?.Certificate is null ? _options.Secret : null)
            .WithTlsOptions(Encrypt)
            .WithCleanStart()
            .WithKeepAlivePeriod(TimeSpan.FromSeconds(30))
            .WithTimeout(_options.AnswerTimeout)
            .Build();
        var connected = await _client.ConnectAsync(options, cancellationToken);
        if (connected.ResultCode != MqttClientConnectResultCode.Success)
        {
            throw new MqttCommunicationException($"the server refused the connection ({connected.ResultCode}): {connected.ReasonString}");
        }

        _spool.Rewind();
        await _client.SubscribeAsync(
            new MqttClientSubscribeOptionsBuilder().WithTopicFilter(DeviceTopics.DesiredShadow(_options.Device), MqttQualityOfServiceLevel.AtLeastOnce).Build(), cancellationToken);
        await Connected(cancellationToken);
    }

    private void Encrypt(MqttClientTlsOptionsBuilder tls)
    {
        tls.UseTls(_options.Tls is not null);
        if (_options.Tls is not { } how)
        {
            return;
        }

        // Authorities that a factory runs itself have no service that answers whether a certificate was revoked.
        tls.WithSslProtocols(SslProtocols.Tls12 | SslProtocols.Tls13).WithIgnoreCertificateRevocationErrors();
        if (how.Trusted.Count > 0)
        {
            tls.WithTrustChain(how.Trusted);
        }

        if (how.Certificate?.Current is { } certificate)
        {
            tls.WithClientCertificates([certificate]);
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _connection.Token);
        var unacknowledged = new Queue<(OutboundBatch Batch, Task<MqttClientPublishResult> Answer)>();
        try
        {
            while (!either.IsCancellationRequested)
            {
                if (unacknowledged.Count < _options.Window && _outbound.TryTake(out var batch))
                {
                    unacknowledged.Enqueue((batch, _client.PublishAsync(batch.Message, either.Token)));
                    Volatile.Write(ref _unacknowledged, unacknowledged.Count);
                }
                else if (unacknowledged.TryPeek(out var first))
                {
                    Settle(first.Batch, await first.Answer);
                    unacknowledged.Dequeue();
                    Volatile.Write(ref _unacknowledged, unacknowledged.Count);
                }
                else
                {
                    await _work.WaitAsync(either.Token);
                }
            }
        }
        finally
        {
            Volatile.Write(ref _unacknowledged, 0);
            await either.CancelAsync();
            foreach (var (_, answer) in unacknowledged)
            {
                // Observed, so that no failure stays unseen; their messages are still in the spool.
                await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Settle(OutboundBatch batch, MqttClientPublishResult answer)
    {
        if (answer.IsSuccess)
        {
            _counters.CountAcknowledged(batch.Rows);
        }
        else
        {
            // The server has judged this message for good; the same bytes would be judged the same again.
            _counters.CountRefused(batch.Rows);
            _log($"the server refused {batch.Rows} rows on {batch.Message.Topic} ({answer.ReasonCode}): {answer.ReasonString}");
        }

        _spool.Acknowledge(batch.Last);
    }

    private Task ReceiveAsync(MqttApplicationMessageReceivedEventArgs received)
    {
        if (received.ApplicationMessage.Payload.Length == 0)
        {
            return Task.CompletedTask;
        }

        try
        {
            var reader = new Utf8JsonReader(received.ApplicationMessage.Payload);
            if (JsonSerializer.Deserialize(ref reader, FleetMessages.Default.DesiredShadow) is { } desired)
            {
                _desired.Writer.TryWrite(desired);
            }
        }
        catch (JsonException e)
        {
            _log($"the desired shadow cannot be read: {e.Message}");
        }

        return Task.CompletedTask;
    }

    private Task DisconnectedAsync(MqttClientDisconnectedEventArgs disconnected)
    {
        if (disconnected.ClientWasConnected && disconnected.Reason != MqttClientDisconnectReason.NormalDisconnection)
        {
            Report(disconnected.ReasonString is { Length: > 0 } reason ? reason : $"connection lost ({disconnected.Reason})");
        }

        // Events come late: this one may speak of the connection before.
        return _client.IsConnected ? Task.CompletedTask : _connection.CancelAsync();
    }

    private static string Cause(Exception e) => e.InnerException is AuthenticationException untrusted
        ? $"the connection could not be encrypted: {untrusted.Message} Where the server's certificate is not trusted, name the environment's authority with --ca."
        : e.InnerException?.Message ?? e.Message;

    private void Report(string problem)
    {
        if (problem != _lastProblem)
        {
            _lastProblem = problem;
            _log($"not connected to {_options.MqttHost}:{_options.MqttPort}: {problem}");
        }
    }

    private async Task PauseAsync(int failures, CancellationToken cancellationToken)
    {
        // Full jitter, so that a fleet does not come back in one moment.
        var longest = Math.Min(_options.LongestBackOff.TotalSeconds, 0.25 * Math.Pow(2, Math.Min(failures, 16)));
        var pause = TimeSpan.FromSeconds(longest * (0.5 + (0.5 * _random.NextDouble())));
        await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task DisconnectAsync()
    {
        if (_client.IsConnected)
        {
            try
            {
                await _client.DisconnectAsync(new MqttClientDisconnectOptionsBuilder().Build(), CancellationToken.None);
            }
            catch (Exception e) when (e is MqttCommunicationException or MqttClientNotConnectedException or OperationCanceledException)
            {
                _log($"disconnecting failed: {e.Message}");
            }
        }
    }
}
