using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Channel;
using MQTTnet.Exceptions;

namespace Twinyard.Fleet.Broker;

/// <summary>One connection as MQTTnet reads and writes it: bounded in what it may announce, and in how long it may take to say who it is.</summary>
internal sealed class BrokerChannel : IMqttChannel
{
    private readonly Stream _stream;
    private readonly Action<string> _refused;
    private readonly byte[] _buffer = new byte[4096];
    private readonly CancellationTokenSource _first;
    private PacketBound _bound;
    private int _start;
    private int _end;

    /// <param name="stream">Disposed of with the channel.</param>
    /// <param name="connectWithin">The time for the whole first packet.</param>
    /// <param name="refused">Told why, before the connection is closed for what it sent.</param>
    public BrokerChannel(Stream stream, EndPoint? local, EndPoint? remote, X509Certificate2? certificate, bool isSecure, PacketBound bound, TimeSpan connectWithin, TimeProvider time, Action<string> refused)
    {
        (_stream, LocalEndPoint, RemoteEndPoint, ClientCertificate, IsSecureConnection, _bound, _refused) = (stream, local, remote, certificate, isSecure, bound, refused);
        _first = new CancellationTokenSource(connectWithin, time);
    }

    public X509Certificate2? ClientCertificate { get; }

    public EndPoint? RemoteEndPoint { get; }

    public EndPoint? LocalEndPoint { get; }

    public bool IsSecureConnection { get; }

    public Task ConnectAsync(CancellationToken cancellationToken) => throw new NotSupportedException("The other side has connected.");

    public Task DisconnectAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <returns>0 where the connection has ended, also by what it sent.</returns>
    public async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            _start = 0;
            _end = await FillAsync(cancellationToken);
        }

        var taken = Math.Min(count, _end - _start);
        if (_bound.Take(_buffer.AsSpan(_start, taken)) is { } problem)
        {
            _refused(problem);
            return 0;
        }

        _buffer.AsSpan(_start, taken).CopyTo(buffer.AsSpan(offset));
        _start += taken;
        return taken;
    }

    public async Task WriteAsync(ReadOnlySequence<byte> buffer, bool isEndOfPacket, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var segment in buffer)
            {
                await _stream.WriteAsync(segment, cancellationToken);
            }
        }
        catch (ObjectDisposedException)
        {
            throw new MqttCommunicationException("The connection is closed.");
        }
        catch (IOException e) when (e.InnerException is SocketException cause)
        {
            // MQTTnet knows from the socket's own error what is an ordinary end.
            ExceptionDispatchInfo.Throw(cause);
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _first.Dispose();
    }

    private async Task<int> FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_bound.IsFirstOver)
            {
                return await _stream.ReadAsync(_buffer, cancellationToken);
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _first.Token);
            try
            {
                return await _stream.ReadAsync(_buffer, either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                _refused("nothing said who it is in time");
                return 0;
            }
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
        catch (IOException e) when (e.InnerException is SocketException cause)
        {
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }
}
