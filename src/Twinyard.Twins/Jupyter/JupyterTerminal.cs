using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Twinyard.Twins.Jupyter;

/// <summary>A terminal of a Jupyter Server. Lines are typed into it; what it shows is not read, because it is made for eyes.</summary>
internal sealed class JupyterTerminal(JupyterServer server, string name)
{
    public static async Task<JupyterTerminal> OpenAsync(JupyterServer server, CancellationToken cancellationToken)
    {
        var model = await server.CallAsync(HttpMethod.Post, "api/terminals", new JsonObject(), cancellationToken);
        return new JupyterTerminal(server, (string?)model?["name"] ?? "");
    }

    /// <summary>Types a line over a connection of its own, and waits until the terminal has answered to it in any way.</summary>
    /// <returns>Whether the connection lasted that long; the line may have arrived all the same.</returns>
    public async Task<bool> TypeAsync(string line, CancellationToken cancellationToken)
    {
        try
        {
            using var socket = await server.OpenSocketAsync($"terminals/websocket/{name}", null, cancellationToken);
            var buffer = new byte[16 * 1024];
            // It greets with ["setup", …].
            await socket.ReceiveAsync(buffer, cancellationToken);
            await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new JsonArray("stdin", line + "\r")), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
            await socket.ReceiveAsync(buffer, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is WebSocketException or IOException)
        {
            return false;
        }
    }

    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await server.CallAsync(HttpMethod.Delete, $"api/terminals/{name}", null, cancellationToken);
        }
        catch (JupyterException)
        {
            // It is gone, or ends with its server.
        }
    }
}
