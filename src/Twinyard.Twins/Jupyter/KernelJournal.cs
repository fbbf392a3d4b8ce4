using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Twinyard.Twins.Jupyter;

/// <summary>Reads the file that a prepared kernel writes everything to, from where the last reading ended.</summary>
internal sealed class KernelJournal(JupyterServer server, string path)
{
    private readonly List<byte> _rest = [];
    private long _position;

    /// <summary>Whole lines only: one that is being written is read next time.</summary>
    /// <exception cref="JupyterException">The server does not answer.</exception>
    public async Task<IReadOnlyList<JournalEntry>> ReadAsync(CancellationToken cancellationToken)
    {
        var content = await server.ReadFileAsync(path, _position, cancellationToken);
        _position += content.Length;
        _rest.AddRange(content);
        var end = _rest.LastIndexOf((byte)'\n') + 1;
        if (end == 0)
        {
            return [];
        }

        var lines = Encoding.UTF8.GetString([.. _rest.Take(end)]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        _rest.RemoveRange(0, end);
        return [.. lines.Select(Parse).OfType<JournalEntry>()];
    }

    private static JournalEntry? Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line) is JsonObject entry
                ? new JournalEntry((string?)entry["type"] ?? "", (string?)entry["parent"] ?? "", entry["content"] as JsonObject ?? [])
                : null;
        }
        catch (JsonException)
        {
            // NaN and Infinity, which Python writes and JSON does not know; no output that a notebook may hold has them.
            return null;
        }
    }
}
