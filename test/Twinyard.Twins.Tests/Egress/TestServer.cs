using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Twinyard.Twins.Tests.Egress;

/// <summary>An HTTP server on loopback that answers everything with its name, or says back line by line what it hears where it does not speak HTTP.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _heads = [];
    private readonly Task _accepting;

    public TestServer(string name)
    {
        _listener.Start();
        _accepting = AcceptAsync(name);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The first lines and fields of requests, in the order they came.</summary>
    public IReadOnlyList<string> Heads
    {
        get
        {
            lock (_heads)
            {
                return [.. _heads];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(string name)
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token), name));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket, string name)
    {
        using (socket)
        {
            try
            {
                using var reader = new StreamReader(new NetworkStream(socket), Encoding.Latin1);
                var head = new StringBuilder();
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
                {
                    head.Append(line).Append('\n');
                    if (!head.ToString().Contains(" HTTP/1.", StringComparison.Ordinal))
                    {
                        await socket.SendAsync(Encoding.Latin1.GetBytes($"{name} {line}\n"), _stop.Token);
                    }
                }

                if (head.ToString().Contains(" HTTP/1.", StringComparison.Ordinal))
                {
                    lock (_heads)
                    {
                        _heads.Add(head.ToString());
                    }

                    await socket.SendAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {name.Length}\r\nConnection: close\r\n\r\n{name}"), _stop.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // The client is gone, or the test.
            }
        }
    }
}
