using Twinyard.Inference.Bundles;
using Twinyard.Inference.Features;
using Twinyard.Inference.Prediction;

namespace Twinyard.Inference;

/// <summary>
/// Row in, decision out: a window a series, the network, the rules. Device, evaluation and training all go through here or
/// through the same parts, so equal rows give equal decisions. Not thread-safe.
/// </summary>
public sealed class InferencePipeline : IDisposable
{
    /// <summary>Series kept at a time; beyond that, the one that was quiet for longest is forgotten.</summary>
    public const int MaximumSeries = 4096;

    private readonly BundleManifest _manifest;
    private readonly Predictor _predictor;
    private readonly DecisionRules _rules;
    private readonly Dictionary<string, LinkedListNode<Series>> _series = new(StringComparer.Ordinal);
    private readonly LinkedList<Series> _byUse = new();
    private readonly float[] _features;

    internal InferencePipeline(BundleManifest manifest, Predictor predictor)
    {
        _manifest = manifest;
        _predictor = predictor;
        _rules = new DecisionRules(manifest.Decisions);
        _features = new float[manifest.FeatureCount];
    }

    /// <summary>Series that were forgotten to keep the bound.</summary>
    public long Forgotten { get; private set; }

    /// <summary>
    /// Takes a series' next row. A step that is not after the last one starts the series anew, as when a recording is
    /// played again.
    /// </summary>
    /// <param name="values">One finite value a column, in the order of the bundle's columns.</param>
    /// <exception cref="ArgumentException">The row does not fit; the series is unchanged.</exception>
    /// <exception cref="BundleException">The network failed.</exception>
    public Decision Observe(string entity, double step, ReadOnlySpan<double> values)
    {
        FeatureWindow.RequireRow(values, _manifest.Columns.Count);
        var series = SeriesOf(entity);
        if (step <= series.Step)
        {
            series.Window.Clear();
        }

        series.Window.Push(values);
        series.Step = step;
        series.Window.WriteFeatures(_features);
        var prediction = _predictor.Predict(_features);
        return new Decision(entity, step, prediction, _rules.Decide(prediction));
    }

    /// <summary>As the other, with the values by column name; names the bundle does not know are ignored.</summary>
    /// <exception cref="ArgumentException">A column is missing or not finite.</exception>
    public Decision Observe(string entity, double step, IReadOnlyDictionary<string, double> values)
    {
        Span<double> row = _manifest.Columns.Count <= 256 ? stackalloc double[_manifest.Columns.Count] : new double[_manifest.Columns.Count];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = values.TryGetValue(_manifest.Columns[i], out var value)
                ? value
                : throw new ArgumentException($"The row has no value for column {_manifest.Columns[i]}.", nameof(values));
        }

        return Observe(entity, step, row);
    }

    public void Dispose() => _predictor.Dispose();

    private Series SeriesOf(string entity)
    {
        if (_series.TryGetValue(entity, out var known))
        {
            _byUse.Remove(known);
            _byUse.AddLast(known);
            return known.Value;
        }

        if (_series.Count == MaximumSeries && _byUse.First is { } oldest)
        {
            _byUse.RemoveFirst();
            _series.Remove(oldest.Value.Entity);
            Forgotten++;
        }

        var series = new Series(entity, new FeatureWindow(_manifest.Features, _manifest.Columns.Count));
        _series[entity] = _byUse.AddLast(series);
        return series;
    }

    private sealed class Series(string entity, FeatureWindow window)
    {
        public string Entity { get; } = entity;

        public FeatureWindow Window { get; } = window;

        public double Step { get; set; } = double.NegativeInfinity;
    }
}
