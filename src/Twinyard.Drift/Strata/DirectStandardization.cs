namespace Twinyard.Drift.Strata;

/// <summary>
/// What a reference would look like with the window's mix of strata: direct standardisation, as epidemiology does it for age
/// (Keiding and Clayton, "Standardization and control for confounding in observational studies", Statistical Science 29(4),
/// 2014). A distance to it speaks of what differs within the strata, not of their mix.
/// </summary>
public static class DirectStandardization
{
    /// <summary>Expected counts a bin: Σ over strata of the window's rows in it × the reference's shares in it.</summary>
    /// <param name="reference">For each stratum, the reference's counts a bin.</param>
    /// <param name="window">For each stratum, the window's rows. Rows of a stratum in which the reference has nothing count by the reference as a whole.</param>
    public static double[] Expect(IReadOnlyList<IReadOnlyList<long>> reference, ReadOnlySpan<long> window)
    {
        if (reference.Count != window.Length || reference.Count == 0)
        {
            throw new ArgumentException($"The reference has {reference.Count} strata and the window {window.Length}.", nameof(window));
        }

        var bins = reference[0].Count;
        var expected = new double[bins];
        for (var stratum = 0; stratum < reference.Count; stratum++)
        {
            var shares = reference[stratum].Any(count => count > 0) ? reference[stratum] : Whole(reference, bins);
            var total = (double)shares.Sum();
            for (var bin = 0; bin < bins; bin++)
            {
                expected[bin] += window[stratum] * (shares[bin] / total);
            }
        }

        return expected;
    }

    private static long[] Whole(IReadOnlyList<IReadOnlyList<long>> reference, int bins) =>
        [.. Enumerable.Range(0, bins).Select(bin => reference.Sum(stratum => stratum[bin]))];
}
