namespace Twinyard.Drift.Samples;

/// <summary>Values of one column, sorted once so that every distance can use them.</summary>
public sealed class Sample
{
    private readonly double[] _sorted;

    private Sample(double[] sorted) => _sorted = sorted;

    public int Count => _sorted.Length;

    public double Minimum => _sorted[0];

    public double Maximum => _sorted[^1];

    /// <summary>The values, ascending.</summary>
    public ReadOnlySpan<double> Sorted => _sorted;

    /// <param name="values">At least one, all finite, in any order; copied.</param>
    /// <exception cref="ArgumentException">There is none, or one is not finite.</exception>
    public static Sample Of(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
        {
            throw new ArgumentException("A sample has at least one value.", nameof(values));
        }

        var sorted = values.ToArray();
        Array.Sort(sorted);
        // NaN sorts first and infinities last, so the ends tell.
        return double.IsFinite(sorted[0]) && double.IsFinite(sorted[^1])
            ? new Sample(sorted)
            : throw new ArgumentException("A sample's values are finite.", nameof(values));
    }

    /// <summary>
    /// Linear interpolation between order statistics at (n − 1) × share (Hyndman and Fan, "Sample quantiles in statistical
    /// packages", 1996, definition 7), rounded the way NumPy does it, from the nearer neighbour.
    /// </summary>
    /// <param name="share">From 0 to 1.</param>
    public double Quantile(double share)
    {
        var place = (_sorted.Length - 1) * share;
        var below = (int)Math.Floor(place);
        var low = _sorted[below];
        var high = _sorted[Math.Min(below + 1, _sorted.Length - 1)];
        var part = place - below;
        return part >= 0.5 ? high - (high - low) * (1 - part) : low + (high - low) * part;
    }

    /// <summary>How many values are below the bound.</summary>
    public int CountBelow(double bound)
    {
        var (low, high) = (0, _sorted.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_sorted[middle] < bound)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>Counts between edges: below the first, <c>[edge, next)</c> …, at or above the last.</summary>
    /// <param name="edges">Ascending.</param>
    internal long[] CountsBetween(ReadOnlySpan<double> edges)
    {
        var counts = new long[edges.Length + 1];
        var before = 0;
        for (var i = 0; i < edges.Length; i++)
        {
            var below = CountBelow(edges[i]);
            counts[i] = below - before;
            before = below;
        }

        counts[^1] = _sorted.Length - before;
        return counts;
    }
}
