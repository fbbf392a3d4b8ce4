using System.Net.Sockets;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Egress;

/// <summary>
/// The one way out of a run's sandbox: sockets in a folder of this server, each connection to which goes to this server, or to where the run's list lets it. Disposed of, it is
/// closed with all connections, and what was refused is in the run's log.
/// </summary>
internal sealed class EgressGate : IAsyncDisposable
{
    public const int MostConnections = 256;

    private static readonly TimeSpan LongestHead = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestIdle = TimeSpan.FromHours(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _closed = new();
    private readonly SemaphoreSlim _places = new(MostConnections, MostConnections);
    private readonly List<Socket> _sockets = [];
    private readonly List<Task> _accepting = [];
    private readonly EgressDialer _dialer;
    private readonly EgressTarget _server;
    private readonly EgressRefusals _refusals;
    private readonly SocketFolder _folder;
    private readonly TimeProvider _time;

    /// <param name="server">Where this server listens.</param>
    /// <param name="folder">Owned, and removed with the gate.</param>
    /// <exception cref="SocketException">It cannot listen.</exception>
    public EgressGate(EgressPlan plan, EgressTarget server, EgressDialer dialer, EgressRefusals refusals, SocketFolder folder, TimeProvider time)
    {
        _server = server;
        _dialer = dialer;
        _refusals = refusals;
        _folder = folder;
        _time = time;
        Plan = plan;
        foreach (var listener in plan.Listeners)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            _sockets.Add(socket);
            socket.Bind(new UnixDomainSocketEndPoint(listener.Socket));
            socket.Listen(MostConnections);
            _accepting.Add(AcceptAsync(socket, listener.Target));
        }
    }

    public EgressPlan Plan { get; }

    public string Folder => _folder.Path;

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await Task.WhenAll(_accepting);
        for (var i = 0; i < MostConnections; i++)
        {
            // When every place is free, every connection has ended.
            await _places.WaitAsync(CancellationToken.None);
        }

        _sockets.ForEach(socket => socket.Dispose());
        await _refusals.SummariseAsync();
        _folder.Dispose();
        _places.Dispose();
        _closed.Dispose();
    }

    private async Task AcceptAsync(Socket listener, EgressTarget? target)
    {
        // The run that opens it does not wait for the first connection.
        await Task.Yield();
        while (!_closed.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptAsync(_closed.Token);
                if (_places.Wait(TimeSpan.Zero, CancellationToken.None))
                {
                    // Its place is what is waited for.
                    _ = ServeAsync(client, target);
                }
                else
                {
                    client.Dispose();
                    _refusals.Beyond();
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // A connection that was gone again at once, or no file left for another.
                await Task.Delay(AfterFailure, _time, _closed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ServeAsync(Socket client, EgressTarget? target)
    {
        try
        {
            using (client)
            {
                await (target is { } fixedTarget ? TunnelAsync(client, fixedTarget) : AnswerAsync(client));
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either end is gone, or was silent for too long; the script sees a closed connection.
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task AnswerAsync(Socket client)
    {
        using var longest = new CancellationTokenSource(LongestHead, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token, longest.Token);
        var head = await EgressHead.ReadAsync(client, stop.Token);
        switch (head)
        {
            case { Kind: EgressHeadKind.Server }:
                await ToServerAsync(client, head);
                break;
            case { Kind: EgressHeadKind.TooLarge }:
                _refusals.Malformed();
                await SayAsync(client, "431 Request Header Fields Too Large", $"A request to the proxy has at most {EgressHead.Largest / 1024} KiB before its body.");
                break;
            case { Kind: EgressHeadKind.Proxy, Target: null }:
                _refusals.Malformed();
                await SayAsync(client, "400 Bad Request", "The proxy takes CONNECT host:port, and other methods with an address that begins with http://.");
                break;
            case { Kind: EgressHeadKind.Proxy, Target: { } target }:
                await ToTargetAsync(client, head, target);
                break;
        }
    }

    private async Task ToServerAsync(Socket client, EgressHead head)
    {
        using var server = await DialServerAsync();
        await CarryAsync(client, server, head);
    }

    private async Task ToTargetAsync(Socket client, EgressHead head, EgressTarget target)
    {
        var dialed = target == _server ? Result<Socket>.Ok(await DialServerAsync()) : await _dialer.ConnectAsync(target, _closed.Token);
        if (dialed.Error is { Code: EgressDialer.Refused } refused)
        {
            await SayAsync(client, "403 Forbidden", await _refusals.RefuseAsync(target, refused.Message));
        }
        else if (!dialed.IsOk)
        {
            await SayAsync(client, "502 Bad Gateway", dialed.Error.ToString());
        }
        else
        {
            using var there = dialed.Value;
            if (head.IsTunnel)
            {
                await SocketSplice.SendAsync(client, ProxyAnswer.Established, _closed.Token);
            }

            await CarryAsync(client, there, head);
        }
    }

    private Task SayAsync(Socket client, string status, string text) => ProxyAnswer.SendAsync(client, status, text, _time, _closed.Token);

    private async Task TunnelAsync(Socket client, EgressTarget target)
    {
        var dialed = await _dialer.ConnectAsync(target, _closed.Token);
        if (dialed.IsOk)
        {
            using var there = dialed.Value;
            await SocketSplice.RunAsync(client, there, LongestIdle, _time, _closed.Token);
        }
        else if (dialed.Error.Code == EgressDialer.Refused)
        {
            await _refusals.RefuseAsync(target, dialed.Error.Message);
        }
    }

    private async Task CarryAsync(Socket client, Socket there, EgressHead head)
    {
        await SocketSplice.SendAsync(there, head.First, _closed.Token);
        await SocketSplice.RunAsync(client, there, LongestIdle, _time, _closed.Token);
    }

    private async Task<Socket> DialServerAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(_server.Host, _server.Port, _closed.Token);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
