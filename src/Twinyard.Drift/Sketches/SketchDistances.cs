namespace Twinyard.Drift.Sketches;

/// <summary>Distances between two sketches of the same edges, each with at least one value.</summary>
public static class SketchDistances
{
    /// <inheritdoc cref="BinnedDistances.Psi"/>
    public static double Psi(HistogramSketch reference, HistogramSketch window)
    {
        reference.RequireSameEdges(window);
        return BinnedDistances.Psi(reference.Counts, window.Counts);
    }

    /// <inheritdoc cref="BinnedDistances.KolmogorovSmirnov"/>
    public static double KolmogorovSmirnov(HistogramSketch reference, HistogramSketch window)
    {
        reference.RequireSameEdges(window);
        return BinnedDistances.KolmogorovSmirnov(reference.Counts, window.Counts);
    }

    /// <inheritdoc cref="BinnedDistances.JensenShannon"/>
    public static double JensenShannon(HistogramSketch reference, HistogramSketch window)
    {
        reference.RequireSameEdges(window);
        return BinnedDistances.JensenShannon(reference.Counts, window.Counts);
    }

    /// <summary>
    /// First Wasserstein distance, the values of a bin taken as spread evenly over it, the outer bins reaching to the smallest
    /// and largest value seen. In the column's unit; off by at most a bin's width.
    /// </summary>
    public static double Wasserstein(HistogramSketch reference, HistogramSketch window)
    {
        reference.RequireSameEdges(window);
        double[] points = [.. new[] { reference.Minimum, reference.Maximum, window.Minimum, window.Maximum }.Concat(reference.Edges.ToArray()).Distinct().Order()];
        var area = 0.0;
        var before = ShareBelow(reference, points[0]) - ShareBelow(window, points[0]);
        for (var i = 1; i < points.Length; i++)
        {
            var now = ShareBelow(reference, points[i]) - ShareBelow(window, points[i]);
            area += Area(before, now) * (points[i] - points[i - 1]);
            before = now;
        }

        return area;
    }

    /// <summary>Mean of the absolute value along the line from one height to the other.</summary>
    private static double Area(double from, double to) =>
        from * to >= 0 ? (Math.Abs(from) + Math.Abs(to)) / 2 : (from * from + to * to) / (2 * (Math.Abs(from) + Math.Abs(to)));

    private static double ShareBelow(HistogramSketch sketch, double value)
    {
        if (value >= sketch.Maximum)
        {
            return 1;
        }

        if (value <= sketch.Minimum)
        {
            return 0;
        }

        var below = 0.0;
        for (var bin = 0; bin < sketch.Counts.Length; bin++)
        {
            var low = Math.Max(bin == 0 ? sketch.Minimum : sketch.Edges[bin - 1], sketch.Minimum);
            var high = Math.Min(bin == sketch.Edges.Length ? sketch.Maximum : sketch.Edges[bin], sketch.Maximum);
            if (value >= high)
            {
                below += sketch.Counts[bin];
                continue;
            }

            // A bin of no width lies wholly on one side, and that side was decided above.
            return (below + (value > low ? sketch.Counts[bin] * (value - low) / (high - low) : 0)) / sketch.Count;
        }

        return 1;
    }
}
