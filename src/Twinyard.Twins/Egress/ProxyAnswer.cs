using System.Net.Sockets;
using System.Text;

namespace Twinyard.Twins.Egress;

/// <summary>What the proxy itself says to a run.</summary>
internal static class ProxyAnswer
{
    public static readonly ReadOnlyMemory<byte> Established = "HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray();

    /// <param name="status">Code and reason.</param>
    public static async Task SendAsync(Socket client, string status, string text, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(text + "\n");
        var head = Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n");
        await SocketSplice.SendAsync(client, head, cancellationToken);
        await SocketSplice.SendAsync(client, body, cancellationToken);
        client.Shutdown(SocketShutdown.Send);
    }
}
