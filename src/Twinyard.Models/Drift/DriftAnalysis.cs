using System.Globalization;
using Twinyard.Contracts.Models;
using Twinyard.Drift;
using Twinyard.Drift.Strata;
using Twinyard.Inference.Profiles;

namespace Twinyard.Models.Drift;

/// <summary>
/// Decides whether a window has drifted from a profile. Columns are compared with the training rows of the same predictions,
/// so that a fleet younger or older than the training set is no drift. The rule and its measurements are in
/// <c>docs/reference/drift.md</c>.
/// </summary>
internal static class DriftAnalysis
{
    /// <summary>What was drifted stays so until its columns are clearly back: below this share of the thresholds.</summary>
    private const double Recovery = 0.8;

    /// <param name="wasDrifted">Whether the group was drifted from the same profile before.</param>
    public static DriftVerdict Judge(ReferenceProfile profile, DriftWindow window, bool wasDrifted, ModelsOptions options)
    {
        if (window.Rows < options.DriftMinimumRows || window.Series < options.DriftMinimumSeries)
        {
            return new DriftVerdict(
                DriftStates.Insufficient,
                options.DriftPsi,
                $"{window.Rows} rows of {window.Series} entities; {options.DriftMinimumRows} of {options.DriftMinimumSeries} are needed to tell.",
                [],
                null);
        }

        var threshold = options.DriftPsi + Allowance(profile, window, options.DriftSeriesCorrelation);
        var columns = Compare(profile, window, threshold, options.DriftKs);
        var needed = Math.Min(options.DriftMinimumColumns, columns.Count);
        var exceeding = columns.Count(column => column.Exceeds);
        var still = columns.Count(column => column.Psi > threshold * Recovery && column.Ks > options.DriftKs * Recovery);
        var drifted = needed > 0 && (exceeding >= needed || (wasDrifted && still >= needed));
        var reason = string.Create(
            CultureInfo.InvariantCulture,
            $"{exceeding} of {columns.Count} columns exceed PSI {threshold:0.00} and KS {options.DriftKs:0.00}; {needed} make a drift.");
        return new DriftVerdict(drifted ? DriftStates.Drifted : DriftStates.Ok, threshold, reason, columns, Prediction(profile, window));
    }

    /// <summary>
    /// What PSI is expected to be without any drift: about (bins − 1) / n for n independent rows against a large reference
    /// (Yurdakul, "Statistical properties of population stability index", 2018). Rows of one entity resemble each other, so
    /// they count for less: n / (1 + (m − 1) · ρ) with m rows an entity, Kish's design effect ("Survey Sampling", 1965).
    /// </summary>
    private static double Allowance(ReferenceProfile profile, DriftWindow window, double correlation)
    {
        var bins = profile.Columns.Max(column => column.Histogram.Counts.Count - 2);
        var perSeries = (double)window.Rows / window.Series;
        var effective = window.Rows / (1 + (perSeries - 1) * correlation);
        return Math.Max(0, bins - 1) / effective;
    }

    private static List<DriftColumn> Compare(ReferenceProfile profile, DriftWindow window, double psiThreshold, double ksThreshold)
    {
        var columns = new List<DriftColumn>();
        for (var i = 0; i < profile.Columns.Count; i++)
        {
            ReadOnlySpan<long> seen = window.Counts[i];
            if (window.Strata[i].All(rows => rows == 0))
            {
                continue;
            }

            ReadOnlySpan<double> expected = DirectStandardization.Expect(profile.Strata.Columns[i].Counts, window.Strata[i]);
            var psi = BinnedDistances.Psi(expected, seen);
            var ks = BinnedDistances.KolmogorovSmirnov(expected, seen);
            columns.Add(new DriftColumn(profile.Columns[i].Name, psi, ks, psi > psiThreshold && ks > ksThreshold));
        }

        return [.. columns.OrderByDescending(column => column.Psi)];
    }

    private static DriftColumn Prediction(ReferenceProfile profile, DriftWindow window)
    {
        ReadOnlySpan<long> reference = profile.Prediction.Histogram.Counts.ToArray();
        ReadOnlySpan<long> seen = window.Predictions;
        return new DriftColumn(profile.Prediction.Name, BinnedDistances.Psi(reference, seen), BinnedDistances.KolmogorovSmirnov(reference, seen), false);
    }
}
