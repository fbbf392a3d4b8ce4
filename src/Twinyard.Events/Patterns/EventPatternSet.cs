using System.Text.Json;

namespace Twinyard.Events.Patterns;

/// <summary>
/// Many patterns against one event, from its text. Each way through a pattern is filed under the values of one field that asks for exact
/// texts, the one that tells most; an event looks up what is filed under its own values and checks only those. Safe for use by
/// many threads.
/// </summary>
public sealed class EventPatternSet
{
    [ThreadStatic]
    private static EventLeaves? leavesOfThread;

    private readonly PathTree _paths = new();
    private readonly CompiledAlternative[] _alternatives;
    private readonly int[] _patternOf;
    private readonly Utf8Lookup?[] _byText;
    private readonly int[][] _byPresence;
    private readonly int[] _unfiled;
    private readonly int[][] _byTextValues;

    public EventPatternSet(IReadOnlyList<EventPattern> patterns)
    {
        Count = patterns.Count;
        var ways = patterns.SelectMany((pattern, i) => pattern.Alternatives.Select(fields => (Pattern: i, Fields: fields))).ToArray();
        var cost = new AnchorCosts(ways.Select(way => way.Fields));
        _alternatives = [.. ways.Select(way => new CompiledAlternative(cost.CheapestFirst(way.Fields), _paths))];
        _patternOf = [.. ways.Select(way => way.Pattern)];

        var files = new PatternFiles(_paths.Count);
        for (var i = 0; i < ways.Length; i++)
        {
            files.File(i, cost.Anchor(_alternatives[i].Fields));
        }

        (_byText, _byTextValues, _byPresence, _unfiled) = files.Close();
    }

    /// <summary>How many patterns there are.</summary>
    public int Count { get; }

    /// <summary>Adds the numbers of the patterns that match, in the order they were given and each once.</summary>
    /// <exception cref="JsonException">The text is not a JSON object.</exception>
    public void Match(ReadOnlySpan<byte> utf8Envelope, List<int> matched)
    {
        var leaves = leavesOfThread ??= new EventLeaves();
        leaves.Read(utf8Envelope, _paths);
        var from = matched.Count;
        Try(_unfiled, leaves, utf8Envelope, matched);
        for (var path = 0; path < _byText.Length; path++)
        {
            var leaf = leaves.First(path);
            if (leaf < 0)
            {
                continue;
            }

            Try(_byPresence[path], leaves, utf8Envelope, matched);
            for (; _byText[path] is { } lookup && leaf >= 0; leaf = leaves.Next(leaf))
            {
                var value = leaves.Value(leaf, utf8Envelope);
                if (value.Kind == JsonTokenType.String && lookup.Find(value.Text) is var found and >= 0)
                {
                    Try(_byTextValues[found], leaves, utf8Envelope, matched);
                }
            }
        }

        SortDistinct(matched, from);
    }

    private void Try(int[] candidates, EventLeaves leaves, ReadOnlySpan<byte> utf8, List<int> matched)
    {
        foreach (var candidate in candidates)
        {
            if (_alternatives[candidate].Matches(leaves, utf8))
            {
                matched.Add(_patternOf[candidate]);
            }
        }
    }

    private static void SortDistinct(List<int> matched, int from)
    {
        if (matched.Count - from < 2)
        {
            return;
        }

        matched.Sort(from, matched.Count - from, null);
        var kept = from + 1;
        for (var i = from + 1; i < matched.Count; i++)
        {
            if (matched[i] != matched[kept - 1])
            {
                matched[kept++] = matched[i];
            }
        }

        matched.RemoveRange(kept, matched.Count - kept);
    }
}
