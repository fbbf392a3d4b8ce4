using System.Runtime.InteropServices;
using Twinyard.Inference.Features;

namespace Twinyard.Sdk.Training.Data;

/// <summary>
/// Labelled feature vectors of series. The vectors come from the same code as a device uses, so a model is served exactly
/// what it was trained on.
/// </summary>
public sealed class TrainingSet
{
    private readonly List<float> _features = [];
    private readonly List<float> _labels = [];
    private readonly List<double[]> _rows = [];

    /// <param name="columns">Raw columns in the order of the bundle.</param>
    public TrainingSet(FeatureSpecification specification, IReadOnlyList<string> columns)
    {
        Specification = specification;
        Columns = columns;
        FeatureCount = columns.Count * specification.Statistics.Count;
    }

    public FeatureSpecification Specification { get; }

    public IReadOnlyList<string> Columns { get; }

    public int FeatureCount { get; }

    public int Count => _labels.Count;

    public IReadOnlyList<float> Labels => _labels;

    /// <summary>Raw rows, one value a column, in the order in which they were added.</summary>
    public IReadOnlyList<double[]> Rows => _rows;

    /// <summary>Adds one whole series, in order.</summary>
    /// <param name="rows">One value a column in each.</param>
    /// <param name="labels">One a row.</param>
    public void Add(IReadOnlyList<double[]> rows, IReadOnlyList<float> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Count, rows.Count);
        _features.AddRange(FeatureMatrix.Compute(Specification, Columns.Count, rows));
        _labels.AddRange(labels);
        _rows.AddRange(rows);
    }

    public ReadOnlySpan<float> FeaturesOf(int row) => CollectionsMarshal.AsSpan(_features).Slice(row * FeatureCount, FeatureCount);
}
