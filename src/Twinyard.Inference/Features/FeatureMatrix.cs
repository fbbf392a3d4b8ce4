namespace Twinyard.Inference.Features;

/// <summary>Feature vectors of whole series at once, by the same code as a device computes them row by row.</summary>
public static class FeatureMatrix
{
    /// <summary>The vectors of one series, one a row, flat and row by row.</summary>
    /// <param name="rows">The series in order; each row has one value a column.</param>
    /// <returns>rows × <see cref="FeatureWindow.FeatureCount"/> values.</returns>
    public static float[] Compute(FeatureSpecification specification, int columns, IReadOnlyList<double[]> rows)
    {
        var window = new FeatureWindow(specification, columns);
        var features = new float[rows.Count * window.FeatureCount];
        for (var i = 0; i < rows.Count; i++)
        {
            window.Push(rows[i]);
            window.WriteFeatures(features.AsSpan(i * window.FeatureCount, window.FeatureCount));
        }

        return features;
    }
}
