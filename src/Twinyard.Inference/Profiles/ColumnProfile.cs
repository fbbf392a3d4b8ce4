namespace Twinyard.Inference.Profiles;

/// <summary>What one column looked like when the model was trained.</summary>
/// <param name="Std">Sample deviation, divided by count − 1.</param>
/// <param name="Histogram">
/// Edges are the smallest value, inner quantiles of the training values, and the next number above the largest value: the
/// inner bins hold about equal shares, and the outer two, empty at training, catch what training never saw.
/// </param>
public sealed record ColumnProfile(string Name, long Count, double Mean, double Std, double Minimum, double Maximum, Histogram Histogram)
{
    /// <value>20 inner bins, of about 5 % each.</value>
    public const int DefaultBins = 20;

    /// <summary>Profiles a column. Equal quantiles collapse into one edge.</summary>
    /// <param name="values">At least one, all finite.</param>
    public static ColumnProfile Of(string name, IReadOnlyCollection<double> values, int bins = DefaultBins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        var sorted = values.ToArray();
        Array.Sort(sorted);
        if (!double.IsFinite(sorted[0]) || !double.IsFinite(sorted[^1]))
        {
            throw new ArgumentException($"Column {name} holds values that are not finite.", nameof(values));
        }

        double[] edges = [.. Histogram.QuantileEdges(sorted, bins).Prepend(sorted[0]).Append(Math.BitIncrement(sorted[^1])).Distinct()];
        var counts = new long[edges.Length + 1];
        foreach (var value in sorted)
        {
            counts[Histogram.BinOf(edges, value)]++;
        }

        var mean = sorted.Average();
        var squares = sorted.Sum(value => (value - mean) * (value - mean));
        var std = sorted.Length == 1 ? 0 : Math.Sqrt(squares / (sorted.Length - 1));
        return new ColumnProfile(name, sorted.Length, mean, std, sorted[0], sorted[^1], new Histogram(edges, counts));
    }
}
