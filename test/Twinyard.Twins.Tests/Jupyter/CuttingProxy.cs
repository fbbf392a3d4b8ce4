using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Twinyard.Twins.Tests.Jupyter;

/// <summary>A TCP proxy on loopback that can cut every connection, with what is on its way in them, and refuse new ones for a while.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly int _target;
    private volatile bool _refuses;

    public CuttingProxy(string target)
    {
        _target = new Uri(target).Port;
        _listener.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";
        _accepting = AcceptAsync();
    }

    public string Url { get; }

    public int Connections { get; private set; }

    public void Cut(bool refuse = false)
    {
        _refuses = refuse;
        foreach (var socket in _open.Keys)
        {
            socket.Close(0);
        }
    }

    public void Admit() => _refuses = false;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var carrying = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                Connections++;
                if (_refuses)
                {
                    client.Close(0);
                    continue;
                }

                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                _open[client] = _open[server] = 0;
                carrying.Add(CarryAsync(client, server));
                carrying.Add(CarryAsync(server, client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }

        await Task.WhenAll(carrying);
    }

    private async Task CarryAsync(Socket from, Socket to)
    {
        var buffer = new byte[4096];
        try
        {
            int length;
            while ((length = await from.ReceiveAsync(buffer)) > 0)
            {
                await to.SendAsync(buffer.AsMemory(0, length));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut.
        }

        to.Close(0);
        from.Close(0);
        _open.TryRemove(from, out _);
    }
}
