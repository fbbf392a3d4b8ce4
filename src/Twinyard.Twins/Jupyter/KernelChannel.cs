using System.Net.WebSockets;
using System.Threading.Channels;

namespace Twinyard.Twins.Jupyter;

/// <summary>
/// A kernel's WebSocket, opened again whenever it drops. What comes in is only a hint to look at the kernel's journal, so nothing is lost with a
/// connection; what goes out is sent again by whoever finds it unanswered.
/// </summary>
internal sealed class KernelChannel : IAsyncDisposable
{
    private const int LargestFrame = 256 * 1024 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _closed = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly JupyterServer _server;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly Task _keeping;
    private volatile ClientWebSocket? _socket;
    private int _generation;

    /// <param name="session">Given again at each connection, so that a server can buffer for it meanwhile.</param>
    /// <param name="subProtocols">Whether to offer the newer wire format.</param>
    public KernelChannel(JupyterServer server, string kernel, string session, bool subProtocols, TimeProvider time)
    {
        _server = server;
        _path = $"api/kernels/{kernel}/channels?session_id={session}";
        _time = time;
        SubProtocol = subProtocols ? KernelMessageFormat.Version1 : null;
        _keeping = KeepAsync(_closed.Token);
    }

    public string? SubProtocol { get; }

    /// <summary>Grows with every connection; 0 before the first.</summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>The server says that the kernel's process has ended, or is another one now.</summary>
    public bool KernelDied { get; private set; }

    /// <summary>What the kernel answered last, where the connection carried it.</summary>
    public KernelMessage? LastReply { get; private set; }

    public string? LastFailure { get; private set; }

    /// <returns>The connection that took it; 0 where there is none.</returns>
    public async Task<int> SendAsync(KernelMessage message, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            var (socket, generation) = (_socket, Generation);
            if (socket is null)
            {
                return 0;
            }

            if (socket.SubProtocol == KernelMessageFormat.Version1)
            {
                await socket.SendAsync(KernelMessageFormat.WriteVersion1(message), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
            }
            else
            {
                await socket.SendAsync(KernelMessageFormat.WriteJson(message), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
            }

            return generation;
        }
        catch (Exception e) when (e is WebSocketException or IOException or InvalidOperationException)
        {
            // It has just dropped; the next connection is on its way.
            return 0;
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <returns>Whether something came in or the connection changed within the time.</returns>
    public async Task<bool> NewsAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(longest, _time);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await _news.Reader.ReadAsync(enough.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _keeping;
        _closed.Dispose();
        _sending.Dispose();
    }

    private async Task KeepAsync(CancellationToken closed)
    {
        var pause = FirstPause;
        while (!closed.IsCancellationRequested)
        {
            try
            {
                using var socket = await _server.OpenSocketAsync(_path, SubProtocol, closed);
                pause = FirstPause;
                _socket = socket;
                Interlocked.Increment(ref _generation);
                Tell();
                await ReceiveAsync(socket, closed);
            }
            catch (Exception e) when (e is WebSocketException or IOException or FormatException or HttpRequestException or OperationCanceledException)
            {
                LastFailure = e.Message;
            }

            _socket = null;
            Tell();
            await Task.Delay(pause, _time, closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task ReceiveAsync(ClientWebSocket socket, CancellationToken closed)
    {
        using var frame = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, closed);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            frame.Write(buffer, 0, part.Count);
            if (frame.Length > LargestFrame)
            {
                throw new IOException($"A kernel's message is larger than {LargestFrame:N0} bytes.");
            }

            if (part.EndOfMessage)
            {
                Take(frame.GetBuffer().AsSpan(0, (int)frame.Length), part.MessageType == WebSocketMessageType.Binary, socket.SubProtocol == KernelMessageFormat.Version1);
                frame.SetLength(0);
            }
        }
    }

    private void Take(ReadOnlySpan<byte> frame, bool isBinary, bool isVersion1)
    {
        var message = isVersion1 ? KernelMessageFormat.ReadVersion1(frame) : KernelMessageFormat.ReadJson(frame, isBinary);
        if (message.Type == "status" && (string?)message.Content["execution_state"] is "dead" or "restarting" or "autorestarting")
        {
            KernelDied = true;
        }

        if (message.Type == "execute_reply")
        {
            LastReply = message;
        }

        Tell();
    }

    private void Tell() => _news.Writer.TryWrite(true);
}
