using System.Numerics;

namespace Twinyard.Drift;

/// <summary>Distances between two counts over the same bins. Counts may be fractions, such as expected ones.</summary>
public static class BinnedDistances
{
    /// <summary>What an empty bin's share counts as in <see cref="Psi"/>, so that its logarithm stays finite.</summary>
    public const double Floor = 1e-4;

    /// <summary>Population stability index: Σ (q − p) · ln(q / p), shares floored at <see cref="Floor"/> and not normalised again.</summary>
    public static double Psi<TReference, TWindow>(ReadOnlySpan<TReference> reference, ReadOnlySpan<TWindow> window)
        where TReference : INumber<TReference>
        where TWindow : INumber<TWindow>
    {
        var (all, seen) = Totals(reference, window);
        var sum = 0.0;
        for (var i = 0; i < reference.Length; i++)
        {
            var p = Math.Max(Number(reference[i]) / all, Floor);
            var q = Math.Max(Number(window[i]) / seen, Floor);
            sum += (q - p) * Math.Log(q / p);
        }

        return sum;
    }

    /// <summary>
    /// The largest difference between the distribution functions at the edges between bins: the Kolmogorov-Smirnov statistic
    /// as far as bins can tell, which is never more than that of the values themselves.
    /// </summary>
    public static double KolmogorovSmirnov<TReference, TWindow>(ReadOnlySpan<TReference> reference, ReadOnlySpan<TWindow> window)
        where TReference : INumber<TReference>
        where TWindow : INumber<TWindow>
    {
        var (all, seen) = Totals(reference, window);
        var (below, seenBelow) = (0.0, 0.0);
        var largest = 0.0;
        for (var i = 0; i < reference.Length; i++)
        {
            below += Number(reference[i]);
            seenBelow += Number(window[i]);
            largest = Math.Max(largest, Math.Abs(below / all - seenBelow / seen));
        }

        return largest;
    }

    /// <summary>Jensen-Shannon distance, the root of the divergence to base e (Endres and Schindelin 2003): 0 to √ln 2.</summary>
    public static double JensenShannon<TReference, TWindow>(ReadOnlySpan<TReference> reference, ReadOnlySpan<TWindow> window)
        where TReference : INumber<TReference>
        where TWindow : INumber<TWindow>
    {
        var (all, seen) = Totals(reference, window);
        var sum = 0.0;
        for (var i = 0; i < reference.Length; i++)
        {
            var p = Number(reference[i]) / all;
            var q = Number(window[i]) / seen;
            var middle = (p + q) / 2;
            sum += RelativeEntropy(p, middle) + RelativeEntropy(q, middle);
        }

        return Math.Sqrt(Math.Max(0, sum / 2));
    }

    private static double Number<T>(T count)
        where T : INumber<T> => double.CreateChecked(count);

    private static double RelativeEntropy(double p, double q) => p == 0 ? 0 : p * Math.Log(p / q);

    private static (double All, double Seen) Totals<TReference, TWindow>(ReadOnlySpan<TReference> reference, ReadOnlySpan<TWindow> window)
        where TReference : INumber<TReference>
        where TWindow : INumber<TWindow>
    {
        if (reference.Length != window.Length)
        {
            throw new ArgumentException($"The reference has {reference.Length} bins and the window {window.Length}.", nameof(window));
        }

        var (all, seen) = (0.0, 0.0);
        for (var i = 0; i < reference.Length; i++)
        {
            all += Number(reference[i]);
            seen += Number(window[i]);
        }

        return all > 0 && seen > 0 ? (all, seen) : throw new ArgumentException("Both sides need at least one value.", nameof(window));
    }
}
