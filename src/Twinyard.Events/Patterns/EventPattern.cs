using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Platform.Results;

namespace Twinyard.Events.Patterns;

/// <summary>
/// A pattern in the language of Amazon EventBridge: all fields must hold, and for each one of its conditions for one of the
/// event's values there. The full grammar is in <c>docs/reference/events.md</c>. Safe for use by many threads.
/// </summary>
public sealed class EventPattern
{
    /// <summary>More combinations of <c>$or</c> than this, and fields than the second, are refused.</summary>
    public const int MaximumAlternatives = 1000;

    public const int MaximumFields = 64;

    private const int MostValuesTold = 10;

    [ThreadStatic]
    private static EventLeaves? leavesOfThread;

    private readonly PathTree _paths = new();
    private readonly CompiledAlternative[] _compiled;

    private EventPattern(string text, PatternField[][] alternatives)
    {
        Text = text;
        Alternatives = alternatives;
        _compiled = [.. alternatives.Select(fields => new CompiledAlternative(fields, _paths))];
    }

    /// <summary>The pattern as JSON.</summary>
    public string Text { get; }

    internal PatternField[][] Alternatives { get; }

    public static Result<EventPattern> Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(json));
            return Parse(document.RootElement);
        }
        catch (JsonException e)
        {
            return PatternError.Placed(PatternError.At("", $"it is not JSON: {StrictJson.Reason(e)}"), StrictJson.Position(json, e));
        }
    }

    public static Result<EventPattern> Parse(JsonNode? node) => Parse(node?.ToJsonString() ?? "null");

    public static Result<EventPattern> Parse(JsonElement pattern)
    {
        try
        {
            if (pattern.ValueKind != JsonValueKind.Undefined)
            {
                StrictJson.RequireText(JsonMarshal.GetRawUtf8Value(pattern));
            }
        }
        catch (JsonException e)
        {
            return PatternError.Placed(PatternError.At("", $"it is not JSON: {StrictJson.Reason(e)}"), StrictJson.Position(pattern.GetRawText(), e));
        }

        var alternatives = new PatternReader().Read(pattern, out var error);
        return error is not null ? error : new EventPattern(pattern.GetRawText(), alternatives);
    }

    public MatchResult Match(JsonObject envelope) => Match(JsonSerializer.SerializeToUtf8Bytes(envelope));

    public MatchResult Match(JsonElement envelope) => Match(Encoding.UTF8.GetBytes(envelope.GetRawText()));

    /// <summary>As <see cref="Match(ReadOnlySpan{byte})"/>, without the explanation.</summary>
    /// <exception cref="JsonException">The text is not a JSON object.</exception>
    public bool IsMatch(ReadOnlySpan<byte> utf8Envelope)
    {
        var leaves = leavesOfThread ??= new EventLeaves();
        leaves.Read(utf8Envelope, _paths);
        foreach (var alternative in _compiled)
        {
            if (alternative.Matches(leaves, utf8Envelope))
            {
                return true;
            }
        }

        return false;
    }

    /// <exception cref="JsonException">The text is not a JSON object.</exception>
    public MatchResult Match(ReadOnlySpan<byte> utf8Envelope)
    {
        var leaves = leavesOfThread ??= new EventLeaves();
        leaves.Read(utf8Envelope, _paths);
        var closest = _compiled[0];
        var furthest = -1;
        foreach (var alternative in _compiled)
        {
            var failed = alternative.FirstFailure(leaves, utf8Envelope);
            if (failed < 0)
            {
                return new MatchResult(true, null, "Every field of the pattern holds.");
            }

            if (failed > furthest)
            {
                (closest, furthest) = (alternative, failed);
            }
        }

        return Explain(closest, furthest, leaves, utf8Envelope);
    }

    private MatchResult Explain(CompiledAlternative alternative, int failed, EventLeaves leaves, ReadOnlySpan<byte> utf8)
    {
        var (field, path) = alternative.Fields[failed];
        var prefix = _compiled.Length == 1 ? "" : $"None of the {_compiled.Length} combinations of $or holds; the one that came closest: ";
        if (leaves.First(path) < 0)
        {
            return new MatchResult(false, field.Path, $"{prefix}{field.Path} is absent; the pattern asks for {field.Text}.");
        }

        var has = $"{field.Path} is {Told(path, leaves, utf8)}";
        return new MatchResult(false, field.Path, alternative.HoldsAlone(failed, leaves, utf8)
            ? $"{prefix}{has}, but not in the same array element as what the fields before it ask for (looked at up to {CompiledAlternative.MaximumSteps:N0} combinations)."
            : $"{prefix}{has}; the pattern asks for {field.Text}.");
    }

    private static string Told(int path, EventLeaves leaves, ReadOnlySpan<byte> utf8)
    {
        var found = new List<int>();
        for (var leaf = leaves.First(path); leaf >= 0; leaf = leaves.Next(leaf))
        {
            found.Add(leaf);
        }

        // In the event's order, which is that of their numbers.
        found.Sort();
        var told = new List<string>();
        foreach (var leaf in found.Take(MostValuesTold))
        {
            told.Add(leaves.Value(leaf, utf8).ToString());
        }

        return string.Join(", ", told) + (found.Count > told.Count ? $" and {found.Count - told.Count} more" : "");
    }
}
