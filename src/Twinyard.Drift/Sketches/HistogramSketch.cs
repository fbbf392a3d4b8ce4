namespace Twinyard.Drift.Sketches;

/// <summary>
/// Counts of one column between fixed edges, small enough to send. Sketches of the same edges merge by adding, in any order
/// and grouping, so a fleet's sketch is exactly the sketch of all its values. Not thread-safe.
/// </summary>
public sealed class HistogramSketch
{
    private readonly double[] _edges;
    private readonly long[] _counts;

    /// <param name="edges">Strictly ascending, at least one.</param>
    public HistogramSketch(IReadOnlyList<double> edges)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(edges.Count, 1);
        _edges = [.. edges];
        for (var i = 0; i < _edges.Length; i++)
        {
            if (!double.IsFinite(_edges[i]) || (i > 0 && _edges[i] <= _edges[i - 1]))
            {
                throw new ArgumentException($"Edges are finite and rise; edge {i + 1} is {_edges[i]}.", nameof(edges));
            }
        }

        _counts = new long[_edges.Length + 1];
    }

    public ReadOnlySpan<double> Edges => _edges;

    /// <summary>One more than edges: below the first, <c>[edge, next)</c> …, at or above the last.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>Finite values seen.</summary>
    public long Count { get; private set; }

    /// <summary>Values seen that were not finite; they are in no bin.</summary>
    public long NotFinite { get; private set; }

    /// <summary>Smallest value seen; positive infinity before the first.</summary>
    public double Minimum { get; private set; } = double.PositiveInfinity;

    /// <summary>Largest value seen; negative infinity before the first.</summary>
    public double Maximum { get; private set; } = double.NegativeInfinity;

    /// <summary>Makes a sketch from counts that were kept or sent.</summary>
    /// <exception cref="ArgumentException">They do not fit together.</exception>
    public static HistogramSketch Restore(IReadOnlyList<double> edges, IReadOnlyList<long> counts, double minimum, double maximum)
    {
        var sketch = new HistogramSketch(edges);
        if (counts.Count != sketch._counts.Length)
        {
            throw new ArgumentException($"{edges.Count} edges need {edges.Count + 1} counts, and {counts.Count} were given.", nameof(counts));
        }

        for (var i = 0; i < counts.Count; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(counts[i], nameof(counts));
            sketch._counts[i] = counts[i];
            sketch.Count += counts[i];
        }

        if (sketch.Count > 0)
        {
            (sketch.Minimum, sketch.Maximum) = (minimum, maximum);
        }

        return sketch;
    }

    public void Add(double value)
    {
        if (!double.IsFinite(value))
        {
            NotFinite++;
            return;
        }

        var index = Array.BinarySearch(_edges, value);
        _counts[index >= 0 ? index + 1 : ~index]++;
        Count++;
        Minimum = Math.Min(Minimum, value);
        Maximum = Math.Max(Maximum, value);
    }

    public void Add(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            Add(value);
        }
    }

    /// <summary>A new sketch of what both have seen.</summary>
    /// <exception cref="ArgumentException">The edges differ.</exception>
    public HistogramSketch Merge(HistogramSketch other)
    {
        RequireSameEdges(other);
        var merged = new HistogramSketch(_edges)
        {
            Count = Count + other.Count,
            NotFinite = NotFinite + other.NotFinite,
            Minimum = Math.Min(Minimum, other.Minimum),
            Maximum = Math.Max(Maximum, other.Maximum),
        };
        for (var i = 0; i < _counts.Length; i++)
        {
            merged._counts[i] = _counts[i] + other._counts[i];
        }

        return merged;
    }

    internal void RequireSameEdges(HistogramSketch other)
    {
        if (!_edges.AsSpan().SequenceEqual(other._edges))
        {
            throw new ArgumentException("Only sketches of the same edges go together; these differ.", nameof(other));
        }
    }
}
