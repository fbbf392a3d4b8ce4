using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Twinyard.Bench.Ingest;

/// <summary>
/// One MQTT 3.1.1 connection that keeps a window of QoS 1 publishes in flight, on a raw socket, so that the broker and not a client
/// library is what is measured. Each acknowledgement sends the next message.
/// </summary>
internal sealed class MqttPublisher : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _input = new byte[16 * 1024];
    private readonly string _device;
    private readonly string _secret;
    private readonly TelemetryPayload _payload;
    private readonly byte[] _packet;
    private readonly int _packetId;
    private readonly byte[] _output;
    private readonly int _window;
    private int _kept;
    private long _sent;
    private long _acknowledged;

    public MqttPublisher(string device, string secret, string topic, int window, int payloadBytes)
    {
        _device = device;
        _secret = secret;
        _window = window;
        _payload = new TelemetryPayload(payloadBytes);
        var body = new List<byte>();
        Text(body, topic);
        _packetId = body.Count;
        body.AddRange(new byte[2 + payloadBytes]);
        _packet = Packet(0x32, body);
        _packetId += _packet.Length - body.Count;
        _output = new byte[window * _packet.Length];
    }

    public long Acknowledged => Volatile.Read(ref _acknowledged);

    public async Task ConnectAsync(int port)
    {
        await _socket.ConnectAsync(IPAddress.Loopback, port);
        var body = new List<byte>();
        Text(body, "MQTT");
        body.AddRange([4, 0xC2, 0, 120]);
        Text(body, _device);
        Text(body, _device);
        Text(body, _secret);
        await _socket.SendAsync(Packet(0x10, body));
        var answer = new byte[4];
        var read = await _socket.ReceiveAsync(answer);
        if (read < 4 || answer[0] != 0x20 || answer[3] != 0)
        {
            throw new InvalidOperationException($"The broker refused {_device}: {Convert.ToHexString(answer.AsSpan(0, read))}");
        }
    }

    /// <summary>Publishes until told to stop, then waits for what is in flight.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var length = 0;
        for (ushort id = 1; id <= _window; id++)
        {
            Append(id, ref length);
        }

        var inFlight = _window;
        while (inFlight > 0)
        {
            if (length > 0)
            {
                await _socket.SendAsync(_output.AsMemory(0, length), CancellationToken.None);
            }

            var read = await _socket.ReceiveAsync(_input.AsMemory(_kept), CancellationToken.None);
            if (read == 0)
            {
                throw new InvalidOperationException($"The broker closed the connection of {_device}.");
            }

            (var ended, length) = Take(_kept + read, stop.IsCancellationRequested);
            inFlight -= ended;
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <returns>How many publishes ended without a successor, and how much is to be sent.</returns>
    private (int Ended, int Length) Take(int received, bool isLast)
    {
        var (at, ended, length) = (0, 0, 0);
        for (; received - at >= 4; at += 4)
        {
            if (_input[at] != 0x40)
            {
                throw new InvalidOperationException($"Packet type {_input[at]:x2} where an acknowledgement was expected.");
            }

            Volatile.Write(ref _acknowledged, _acknowledged + 1);
            if (isLast)
            {
                ended++;
            }
            else
            {
                Append(BinaryPrimitives.ReadUInt16BigEndian(_input.AsSpan(at + 2)), ref length);
            }
        }

        _kept = received - at;
        _input.AsSpan(at, _kept).CopyTo(_input);
        return (ended, length);
    }

    private void Append(ushort id, ref int length)
    {
        var target = _output.AsSpan(length, _packet.Length);
        _packet.CopyTo(target);
        BinaryPrimitives.WriteUInt16BigEndian(target[_packetId..], id);
        _payload.Write(_sent++, target[(_packetId + 2)..]);
        length += _packet.Length;
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
