using System.Text.Json.Nodes;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Jupyter;

/// <summary>A Jupyter Server's contents API: files below its root folder. No part of a path begins with a point, which servers hide.</summary>
internal sealed class JupyterFiles(JupyterServer server)
{
    private const int ChunkSize = 8 * 1024 * 1024;

    public Task MakeFolderAsync(string path, CancellationToken cancellationToken) =>
        server.CallAsync(HttpMethod.Put, Api(path), new JsonObject { ["type"] = "directory" }, cancellationToken);

    /// <summary>In chunks, as the server's large files are.</summary>
    public async Task UploadAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        var buffer = new byte[ChunkSize];
        var length = await content.ReadAtLeastAsync(buffer, ChunkSize, throwOnEndOfStream: false, cancellationToken);
        for (var chunk = 1; ; chunk++)
        {
            var sent = Convert.ToBase64String(buffer, 0, length);
            var next = new byte[ChunkSize];
            var nextLength = await content.ReadAtLeastAsync(next, ChunkSize, throwOnEndOfStream: false, cancellationToken);
            var last = nextLength == 0;
            var model = new JsonObject { ["type"] = "file", ["format"] = "base64", ["content"] = sent };
            if (!last || chunk > 1)
            {
                model["chunk"] = last ? -1 : chunk;
            }

            await server.CallAsync(HttpMethod.Put, Api(path), model, cancellationToken);
            if (last)
            {
                return;
            }

            (buffer, length) = (next, nextLength);
        }
    }

    public async Task<byte[]> DownloadAsync(string path, CancellationToken cancellationToken)
    {
        var model = await server.CallAsync(HttpMethod.Get, $"{Api(path)}?type=file&format=base64&content=1", null, cancellationToken);
        return Convert.FromBase64String((string?)model?["content"] ?? "");
    }

    /// <summary>Removes a folder with all that is in it; one that is gone already is fine.</summary>
    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var model = await server.CallAsync(HttpMethod.Get, $"{Api(path)}?content=1", null, cancellationToken);
            if ((string?)model?["type"] == "directory")
            {
                // A server may refuse to remove a folder that is not empty.
                foreach (var entry in model["content"] as JsonArray ?? [])
                {
                    await DeleteAsync((string?)entry?["path"] ?? "", cancellationToken);
                }
            }

            await server.CallAsync(HttpMethod.Delete, Api(path), null, cancellationToken);
        }
        catch (JupyterException e) when (e.Error is NotFoundError)
        {
            // The kernel has removed it.
        }
    }

    public static string Escape(string path) => string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.EscapeDataString));

    private static string Api(string path) => $"api/contents/{Escape(path)}";
}
