namespace Twinyard.Drift;

/// <summary>Distances between two counts over the same bins.</summary>
public static class BinnedDistances
{
    /// <summary>What an empty bin's share counts as in <see cref="Psi"/>, so that its logarithm stays finite.</summary>
    public const double Floor = 1e-4;

    /// <summary>Population stability index: Σ (q − p) · ln(q / p), shares floored at <see cref="Floor"/> and not normalised again.</summary>
    public static double Psi(ReadOnlySpan<long> reference, ReadOnlySpan<long> window)
    {
        var (all, seen) = Totals(reference, window);
        var sum = 0.0;
        for (var i = 0; i < reference.Length; i++)
        {
            var p = Math.Max(reference[i] / all, Floor);
            var q = Math.Max(window[i] / seen, Floor);
            sum += (q - p) * Math.Log(q / p);
        }

        return sum;
    }

    /// <summary>
    /// The largest difference between the distribution functions at the edges between bins: the Kolmogorov-Smirnov statistic
    /// as far as bins can tell, which is never more than that of the values themselves.
    /// </summary>
    public static double KolmogorovSmirnov(ReadOnlySpan<long> reference, ReadOnlySpan<long> window)
    {
        var (all, seen) = Totals(reference, window);
        var (below, seenBelow) = (0L, 0L);
        var largest = 0.0;
        for (var i = 0; i < reference.Length; i++)
        {
            below += reference[i];
            seenBelow += window[i];
            largest = Math.Max(largest, Math.Abs(below / all - seenBelow / seen));
        }

        return largest;
    }

    /// <summary>Jensen-Shannon distance, the root of the divergence to base e (Endres and Schindelin 2003): 0 to √ln 2.</summary>
    public static double JensenShannon(ReadOnlySpan<long> reference, ReadOnlySpan<long> window)
    {
        var (all, seen) = Totals(reference, window);
        var sum = 0.0;
        for (var i = 0; i < reference.Length; i++)
        {
            var p = reference[i] / all;
            var q = window[i] / seen;
            var middle = (p + q) / 2;
            sum += RelativeEntropy(p, middle) + RelativeEntropy(q, middle);
        }

        return Math.Sqrt(Math.Max(0, sum / 2));
    }

    private static double RelativeEntropy(double p, double q) => p == 0 ? 0 : p * Math.Log(p / q);

    private static (double All, double Seen) Totals(ReadOnlySpan<long> reference, ReadOnlySpan<long> window)
    {
        if (reference.Length != window.Length)
        {
            throw new ArgumentException($"The reference has {reference.Length} bins and the window {window.Length}.", nameof(window));
        }

        var (all, seen) = (0L, 0L);
        for (var i = 0; i < reference.Length; i++)
        {
            all += reference[i];
            seen += window[i];
        }

        return all > 0 && seen > 0 ? (all, seen) : throw new ArgumentException("Both sides need at least one value.", nameof(window));
    }
}
