using System.Collections.Concurrent;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;
using Twinyard.Contracts.Fleet;

namespace Twinyard.EndToEnd.Tests.Crashes;

/// <summary>
/// A device that sends numbered rows with QoS 1 on several streams at once and remembers which ones the server has acknowledged. What was
/// not acknowledged it sends again with the same number, as often as needed; now and then it forgets such a row, as one does whose memory is full.
/// </summary>
internal sealed class UnreliableDevice(string id, string secret, int streams, int seed)
{
    private readonly ConcurrentDictionary<(string Stream, long Seq), bool> _acknowledged = new();
    private readonly long[] _next = new long[streams];
    private readonly Random[] _random = [.. Enumerable.Range(0, streams).Select(stream => new Random(seed + stream))];

    public int Acknowledged => _acknowledged.Count;

    public bool HasAcknowledged(string stream, long seq) => _acknowledged.ContainsKey((stream, seq));

    /// <summary>Whether the row has been sent, acknowledged or not.</summary>
    public bool HasSent(string stream, long seq) => seq >= 0 && seq <= _next[StreamNumber(stream)];

    public IEnumerable<(string Stream, long Seq)> AllAcknowledged() => _acknowledged.Keys;

    /// <summary>Sends until it is told to stop or the connection breaks.</summary>
    public async Task SendAsync(int port, CancellationToken stop)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithClientId(id).WithCredentials(id, secret).Build();
        try
        {
            await client.ConnectAsync(options, stop);
            await Task.WhenAll(Enumerable.Range(0, streams).Select(stream => SendStreamAsync(client, stream, stop)));
        }
        catch (Exception e) when (e is MqttCommunicationException or MqttClientDisconnectedException or OperationCanceledException or System.IO.IOException or ObjectDisposedException)
        {
            // The server was killed, or the test is over: both are expected.
        }
    }

    private async Task SendStreamAsync(IMqttClient client, int stream, CancellationToken stop)
    {
        var name = $"s{stream}";
        while (!stop.IsCancellationRequested)
        {
            var seq = _next[stream];
            var row = new TelemetryMessage(seq, 1_700_000_000_000_000 + seq, "unit/1", seq, new Dictionary<string, double> { ["value"] = seq });
            var message = new MqttApplicationMessageBuilder()
                .WithTopic(DeviceTopics.Telemetry(id, name))
                .WithPayload(JsonSerializer.SerializeToUtf8Bytes(row, JsonSerializerOptions.Web))
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .Build();
            try
            {
                if ((await client.PublishAsync(message, stop)).IsSuccess)
                {
                    _acknowledged[(name, seq)] = true;
                    _next[stream]++;
                }
            }
            catch when (_random[stream].Next(4) == 0)
            {
                _next[stream]++;
                throw;
            }
        }
    }

    private static int StreamNumber(string stream) => int.Parse(stream.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
}
