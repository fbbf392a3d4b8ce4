using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Twinyard.Twins.Jupyter;

namespace Twinyard.Twins.Notebooks;

/// <summary>What a kernel says, as lines of a run's log: whole lines, without terminal colours, and of a line that was drawn over only its end.</summary>
/// <param name="write">Takes <c>stdout</c> or <c>stderr</c> and a line.</param>
internal sealed partial class CellLog(Func<string, string, ValueTask> write)
{
    private const int LongestLine = 64 * 1024;

    private readonly Dictionary<string, string> _rest = new(StringComparer.Ordinal);

    public async ValueTask WriteAsync(JournalEntry entry)
    {
        switch (entry.Type)
        {
            case "stream":
                await WriteAsync((string?)entry.Content["name"] == "stderr" ? "stderr" : "stdout", (string?)entry.Content["text"] ?? "");
                break;
            case "execute_result" or "display_data" when NotebookCell.Join(entry.Content["data"]?["text/plain"]) is { Length: > 0 } text:
                await WriteAsync("stdout", text + "\n");
                break;
            case "error":
                var lines = (entry.Content["traceback"] as JsonArray ?? []).Select(line => (string?)line);
                await WriteAsync("stderr", string.Join('\n', lines) + "\n");
                break;
        }
    }

    /// <summary>Writes what has no end of line yet.</summary>
    public async ValueTask FlushAsync()
    {
        foreach (var (source, rest) in _rest.Where(rest => rest.Value.Length > 0).ToList())
        {
            await write(source, Clean(rest));
        }

        _rest.Clear();
    }

    private async ValueTask WriteAsync(string source, string text)
    {
        var lines = (_rest.GetValueOrDefault(source, "") + text).Split('\n');
        foreach (var line in lines[..^1])
        {
            await write(source, Clean(line));
        }

        _rest[source] = lines[^1];
        if (lines[^1].Length > LongestLine)
        {
            await write(source, Clean(lines[^1]));
            _rest[source] = "";
        }
    }

    private static string Clean(string line)
    {
        var shown = line.TrimEnd('\r');
        var drawn = Colour().Replace(shown[(shown.LastIndexOf('\r') + 1)..], "");
        return drawn.Length <= LongestLine ? drawn : $"{drawn[..LongestLine]} … [{drawn.Length - LongestLine} more characters cut]";
    }

    [GeneratedRegex(@"\u001b\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Colour();
}
