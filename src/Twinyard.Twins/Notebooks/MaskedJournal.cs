using System.Text;
using System.Text.Json.Nodes;
using Twinyard.Access.Secrets.Masking;
using Twinyard.Twins.Jupyter;

namespace Twinyard.Twins.Notebooks;

/// <summary>
/// What a kernel says, without values of secrets. A stream's text is one text, however the kernel cuts it into messages: of its end as much as may be the beginning of a value is held
/// back until the next message of any other kind, or the cell's end.
/// </summary>
internal sealed class MaskedJournal(SecretMask mask)
{
    private readonly Dictionary<string, MaskedText> _streams = new(StringComparer.Ordinal);

    public IReadOnlyList<JournalEntry> Apply(JournalEntry entry)
    {
        if (entry.Type != "stream")
        {
            return [.. Finish(), entry with { Content = MaskedJson.Apply(entry.Content, mask) as JsonObject ?? [] }];
        }

        var name = (string?)entry.Content["name"] ?? "stdout";
        if (!_streams.TryGetValue(name, out var stream))
        {
            _streams[name] = stream = new MaskedText(mask);
        }

        var text = new StringBuilder();
        stream.Write((string?)entry.Content["text"] ?? "", text);
        return Entries(name, text, entry.Parent);
    }

    /// <summary>What was held back.</summary>
    public IReadOnlyList<JournalEntry> Finish()
    {
        var rest = new List<JournalEntry>();
        foreach (var (name, stream) in _streams)
        {
            var text = new StringBuilder();
            stream.Finish(text);
            rest.AddRange(Entries(name, text, ""));
        }

        return rest;
    }

    private static IReadOnlyList<JournalEntry> Entries(string name, StringBuilder text, string parent) =>
        text.Length == 0 ? [] : [new JournalEntry("stream", parent, new JsonObject { ["name"] = name, ["text"] = text.ToString() })];
}
