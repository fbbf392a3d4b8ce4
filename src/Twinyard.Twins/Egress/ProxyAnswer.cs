using System.Net.Sockets;
using System.Text;

namespace Twinyard.Twins.Egress;

/// <summary>What the proxy itself says to a run.</summary>
internal static class ProxyAnswer
{
    public static readonly ReadOnlyMemory<byte> Established = "HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray();
    private const int LargestRest = 1024 * 1024;
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(5);

    /// <param name="status">Code and reason.</param>
    public static async Task SendAsync(Socket client, string status, string text, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(text + "\n");
        var head = Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n");
        await SocketSplice.SendAsync(client, head, cancellationToken);
        await SocketSplice.SendAsync(client, body, cancellationToken);
        client.Shutdown(SocketShutdown.Send);
        await DrainAsync(client, time, cancellationToken);
    }

    // A socket closed before all was read resets its connection, and the other end may lose the answer with it (RFC 9112, section 9.6).
    private static async Task DrainAsync(Socket client, TimeProvider time, CancellationToken cancellationToken)
    {
        using var longest = new CancellationTokenSource(LongestRest, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, longest.Token);
        var buffer = new byte[4096];
        for (var rest = LargestRest; rest > 0;)
        {
            var count = await client.ReceiveAsync(buffer, stop.Token);
            if (count == 0)
            {
                return;
            }

            rest -= count;
        }
    }
}
