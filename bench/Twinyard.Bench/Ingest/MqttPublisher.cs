using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Twinyard.Bench.Ingest;

/// <summary>
/// One MQTT 3.1.1 connection that keeps a window of QoS 1 publishes in flight, on a raw socket, so that the broker and not a client
/// library is what is measured. Each acknowledgement sends the next message.
/// </summary>
internal sealed class MqttPublisher(string device, string secret, string topic, int window, int payloadBytes) : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _input = new byte[64 * 1024];
    private int _kept;
    private long _sequence;

    public long Acknowledged { get; private set; }

    public async Task ConnectAsync(int port, CancellationToken cancellationToken)
    {
        await _socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        var body = new List<byte>();
        Text(body, "MQTT");
        body.AddRange([4, 0xC2, 0, 120]);
        Text(body, device);
        Text(body, device);
        Text(body, secret);
        await _socket.SendAsync(Packet(0x10, body), cancellationToken);
        var answer = new byte[4];
        var read = await _socket.ReceiveAsync(answer, cancellationToken);
        if (read < 4 || answer[0] != 0x20 || answer[3] != 0)
        {
            throw new InvalidOperationException($"The broker refused {device}: {Convert.ToHexString(answer.AsSpan(0, read))}");
        }
    }

    /// <summary>Publishes until cancelled, then waits for what is in flight.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        for (ushort id = 1; id <= window; id++)
        {
            await _socket.SendAsync(Publish(id), CancellationToken.None);
        }

        var inFlight = window;
        var output = new List<byte>();
        while (inFlight > 0)
        {
            var read = await _socket.ReceiveAsync(_input.AsMemory(_kept), CancellationToken.None);
            if (read == 0)
            {
                throw new InvalidOperationException($"The broker closed the connection of {device}.");
            }

            var length = _kept + read;
            var at = 0;
            output.Clear();
            for (; length - at >= 4; at += 4)
            {
                if (_input[at] != 0x40)
                {
                    throw new InvalidOperationException($"Packet type {_input[at]:x2} where an acknowledgement was expected.");
                }

                Acknowledged++;
                if (stop.IsCancellationRequested)
                {
                    inFlight--;
                }
                else
                {
                    output.AddRange(Publish(BinaryPrimitives.ReadUInt16BigEndian(_input.AsSpan(at + 2))));
                }
            }

            _kept = length - at;
            _input.AsSpan(at, _kept).CopyTo(_input);
            if (output.Count > 0)
            {
                await _socket.SendAsync(output.ToArray(), CancellationToken.None);
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private byte[] Publish(ushort id)
    {
        var body = new List<byte>(payloadBytes + 64);
        Text(body, topic);
        body.Add((byte)(id >> 8));
        body.Add((byte)id);
        body.AddRange(TelemetryPayload.Write(_sequence++, payloadBytes));
        return Packet(0x32, body);
    }

    private static void Text(List<byte> target, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        target.Add((byte)(bytes.Length >> 8));
        target.Add((byte)bytes.Length);
        target.AddRange(bytes);
    }

    private static byte[] Packet(byte type, List<byte> body)
    {
        var packet = new List<byte>(body.Count + 5) { type };
        var rest = body.Count;
        do
        {
            var digit = (byte)(rest & 0x7F);
            rest >>= 7;
            packet.Add(rest > 0 ? (byte)(digit | 0x80) : digit);
        }
        while (rest > 0);
        packet.AddRange(body);
        return [.. packet];
    }
}
