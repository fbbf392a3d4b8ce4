using System.Net.WebSockets;
using System.Text;

namespace Twinyard.Warehouse.Forwarding.Wire;

/// <summary>Whole messages over a WebSocket. Any number may send at a time; one receives.</summary>
internal sealed class FrameSocket(WebSocket socket, TimeProvider time) : IDisposable
{
    /// <summary>A message of rows ends with the row that fills it, so this bounds a single row.</summary>
    public const int MaximumBytes = 256 * 1024 * 1024;

    /// <summary>Whoever does not take a message for this long is taken for gone, so that nobody's place is held for it.</summary>
    private static readonly TimeSpan SendTime = TimeSpan.FromSeconds(20);

    private const int ReadBytes = 64 * 1024;

    private readonly SemaphoreSlim _sender = new(1, 1);

    /// <exception cref="WarehouseException">The message is too large.</exception>
    /// <exception cref="WebSocketException">The connection broke, or the other side does not take the message.</exception>
    public async Task SendAsync(FrameBuffer frame, CancellationToken cancellationToken)
    {
        if (frame.Written.Length > MaximumBytes)
        {
            throw new WarehouseException($"A single row or statement of {frame.Written.Length:N0} bytes does not fit between two nodes; at most {MaximumBytes:N0} do. Write large data as objects into a bucket.");
        }

        using var late = new CancellationTokenSource(SendTime, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        await _sender.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(frame.Written, WebSocketMessageType.Binary, endOfMessage: true, limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely, $"A message was not taken within {SendTime.TotalSeconds:0} s.", e);
        }
        finally
        {
            _sender.Release();
        }
    }

    /// <returns>Null when the other side has closed the connection in good order.</returns>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    public async Task<Frame?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var bytes = new MemoryStream();
        while (true)
        {
            bytes.SetLength(bytes.Position + ReadBytes);
            var received = await socket.ReceiveAsync(bytes.GetBuffer().AsMemory((int)bytes.Position, ReadBytes), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            bytes.Position += received.Count;
            if (bytes.Position > MaximumBytes)
            {
                throw new WebSocketException(WebSocketError.HeaderError, "A message is larger than any node sends.");
            }

            if (received.EndOfMessage)
            {
                break;
            }
        }

        bytes.SetLength(bytes.Position);
        bytes.Position = 0;
        var reader = new BinaryReader(bytes, Encoding.UTF8);
        return new Frame((FrameKind)reader.ReadByte(), reader);
    }

    /// <summary>Ends the connection in good order, without waiting for the other side.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await _sender.WaitAsync(cancellationToken);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
            }
        }
        finally
        {
            _sender.Release();
        }
    }

    public void Dispose()
    {
        socket.Abort();
        socket.Dispose();
        _sender.Dispose();
    }
}
