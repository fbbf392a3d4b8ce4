namespace Twinyard.Drift.Samples;

/// <summary>Distances between two samples of one column. Each is defined as in SciPy or, where SciPy has none, as written here.</summary>
public static class SampleDistances
{
    /// <summary>Bins of the population stability index: deciles of the reference.</summary>
    public const int StabilityBins = 10;

    /// <summary>Bins of the Jensen-Shannon distance: of equal width over both samples.</summary>
    public const int JensenShannonBins = 50;

    /// <summary>
    /// Population stability index: Σ (q − p) · ln(q / p) over the bins between the distinct deciles of the reference, shares
    /// floored at <see cref="BinnedDistances.Floor"/> and not normalised again. 0 for equal shares; not bounded above.
    /// </summary>
    public static double Psi(Sample reference, Sample window)
    {
        Span<double> edges = stackalloc double[StabilityBins - 1];
        var count = 0;
        for (var i = 1; i < StabilityBins; i++)
        {
            var edge = reference.Quantile(i / (double)StabilityBins);
            if (count == 0 || edge != edges[count - 1])
            {
                edges[count++] = edge;
            }
        }

        edges = edges[..count];
        return BinnedDistances.Psi(reference.CountsBetween(edges), window.CountsBetween(edges));
    }

    /// <summary>Two-sample Kolmogorov-Smirnov statistic: the largest difference between the empirical distribution functions, 0 to 1.</summary>
    public static double KolmogorovSmirnov(Sample reference, Sample window)
    {
        var a = reference.Sorted;
        var b = window.Sorted;
        var (i, j) = (0, 0);
        var largest = 0.0;
        while (i < a.Length && j < b.Length)
        {
            var value = Math.Min(a[i], b[j]);
            while (i < a.Length && a[i] <= value)
            {
                i++;
            }

            while (j < b.Length && b[j] <= value)
            {
                j++;
            }

            largest = Math.Max(largest, Math.Abs((double)i / a.Length - (double)j / b.Length));
        }

        return largest;
    }

    /// <summary>First Wasserstein distance: the area between the empirical distribution functions, in the column's unit.</summary>
    public static double Wasserstein(Sample reference, Sample window)
    {
        var a = reference.Sorted;
        var b = window.Sorted;
        var (i, j) = (0, 0);
        var area = 0.0;
        var value = Math.Min(a[0], b[0]);
        while (i < a.Length || j < b.Length)
        {
            while (i < a.Length && a[i] <= value)
            {
                i++;
            }

            while (j < b.Length && b[j] <= value)
            {
                j++;
            }

            var next = Math.Min(i < a.Length ? a[i] : double.PositiveInfinity, j < b.Length ? b[j] : double.PositiveInfinity);
            if (!double.IsFinite(next))
            {
                break;
            }

            area += Math.Abs((double)i / a.Length - (double)j / b.Length) * (next - value);
            value = next;
        }

        return area;
    }

    /// <summary>
    /// Jensen-Shannon distance (the root of the divergence, base e) between the counts in 50 bins of equal width from the
    /// smallest to the largest value of both samples; 0 to √ln 2.
    /// </summary>
    public static double JensenShannon(Sample reference, Sample window)
    {
        var low = Math.Min(reference.Minimum, window.Minimum);
        var high = Math.Max(reference.Maximum, window.Maximum);
        if (low == high)
        {
            (low, high) = (low - 0.5, high + 0.5);
        }

        // The inner edges alone: nothing lies outside, and the last bin is closed.
        Span<double> edges = stackalloc double[JensenShannonBins - 1];
        var width = (high - low) / JensenShannonBins;
        for (var i = 0; i < edges.Length; i++)
        {
            edges[i] = (i + 1) * width + low;
        }

        return BinnedDistances.JensenShannon(reference.CountsBetween(edges), window.CountsBetween(edges));
    }
}
