namespace Twinyard.Events.Patterns;

/// <summary>Fields that must all hold: a pattern without <c>$or</c>, or one way through those it has.</summary>
internal sealed class CompiledAlternative
{
    /// <summary>Bounds the search over an event of many large arrays; beyond it the event counts as not matching.</summary>
    public const int MaximumSteps = 100_000;

    private readonly (PatternField Field, int Path)[] _fields;

    public CompiledAlternative(IReadOnlyList<PatternField> fields, PathTree paths) =>
        _fields = [.. fields.Select(field => (field, paths.Add(field.Path)))];

    public IReadOnlyList<(PatternField Field, int Path)> Fields => _fields;

    public bool Matches(EventLeaves leaves, ReadOnlySpan<byte> utf8)
    {
        foreach (var (field, path) in _fields)
        {
            if (!Holds(field, path, leaves, utf8))
            {
                return false;
            }
        }

        return !leaves.HasMemberships || FirstFailure(leaves, utf8) < 0;
    }

    /// <summary>The first field in the author's order that cannot be met together with those before it; -1 where all can.</summary>
    public int FirstFailure(EventLeaves leaves, ReadOnlySpan<byte> utf8)
    {
        var steps = MaximumSteps;
        return Search(leaves, utf8, 0, stackalloc int[EventPattern.MaximumFields], ref steps);
    }

    public bool HoldsAlone(int field, EventLeaves leaves, ReadOnlySpan<byte> utf8) => Holds(_fields[field].Field, _fields[field].Path, leaves, utf8);

    private static bool Holds(PatternField field, int path, EventLeaves leaves, ReadOnlySpan<byte> utf8)
    {
        var leaf = leaves.First(path);
        if (leaf < 0)
        {
            return field.MayBeAbsent;
        }

        for (; leaf >= 0; leaf = leaves.Next(leaf))
        {
            if (field.Accepts(leaves.Value(leaf, utf8)))
            {
                return true;
            }
        }

        return false;
    }

    // Chooses a value a field, each consistent with those chosen before, and goes back where that leads nowhere.
    private int Search(EventLeaves leaves, ReadOnlySpan<byte> utf8, int at, Span<int> chosen, ref int steps)
    {
        if (at == _fields.Length)
        {
            return -1;
        }

        var (field, path) = _fields[at];
        var leaf = leaves.First(path);
        if (leaf < 0)
        {
            if (!field.MayBeAbsent)
            {
                return at;
            }

            chosen[at] = -1;
            return Search(leaves, utf8, at + 1, chosen, ref steps);
        }

        var furthest = at;
        for (; leaf >= 0 && steps-- > 0; leaf = leaves.Next(leaf))
        {
            if (!IsConsistent(leaves, leaf, chosen[..at]) || !field.Accepts(leaves.Value(leaf, utf8)))
            {
                continue;
            }

            chosen[at] = leaf;
            var failed = Search(leaves, utf8, at + 1, chosen, ref steps);
            if (failed < 0)
            {
                return failed;
            }

            furthest = Math.Max(furthest, failed);
        }

        return furthest;
    }

    private static bool IsConsistent(EventLeaves leaves, int leaf, ReadOnlySpan<int> chosen)
    {
        foreach (var other in chosen)
        {
            if (other >= 0 && !leaves.AreConsistent(leaf, other))
            {
                return false;
            }
        }

        return true;
    }
}
