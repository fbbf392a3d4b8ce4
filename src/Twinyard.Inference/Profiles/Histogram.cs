namespace Twinyard.Inference.Profiles;

/// <summary>
/// How often values fell between fixed edges. There is one count more than edges: <c>Counts[0]</c> holds values below
/// <c>Edges[0]</c>, <c>Counts[i]</c> those in <c>[Edges[i−1], Edges[i])</c>, the last one those at or above the last edge.
/// </summary>
public sealed record Histogram(IReadOnlyList<double> Edges, IReadOnlyList<long> Counts)
{
    /// <summary>The place in the counts of the bin that holds a value.</summary>
    public static int BinOf(ReadOnlySpan<double> edges, double value)
    {
        var index = edges.BinarySearch(value);
        return index >= 0 ? index + 1 : ~index;
    }

    /// <summary>Distinct inner quantiles, so that the bins between them hold about equal shares. Equal quantiles collapse into one.</summary>
    /// <param name="sorted">Ascending, at least one value.</param>
    internal static double[] QuantileEdges(double[] sorted, int bins) =>
        [.. Enumerable.Range(1, bins - 1).Select(i => Quantile(sorted, i / (double)bins)).Distinct()];

    /// <summary>Linear interpolation between order statistics (Hyndman and Fan 1996, definition 7).</summary>
    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
