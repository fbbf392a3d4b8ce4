namespace Twinyard.Inference.Features;

/// <summary>
/// The newest rows of one series, and the feature vector they give. Every row's features are computed from the rows
/// themselves by the corrected two-pass algorithm (Chan, Golub and LeVeque, "Algorithms for computing the sample variance",
/// The American Statistician 37(3), 1983, equation 1.7), so nothing accumulates: a vector depends on the rows in the window
/// alone, and is bit for bit the same on the device, in training and in evaluation. Not thread-safe; allocates only when made.
/// </summary>
public sealed class FeatureWindow
{
    /// <summary>The largest magnitude of a value: no statistic over such values leaves the range of a float.</summary>
    public const double LargestValue = float.MaxValue / 4;

    private readonly int _window;
    private readonly Statistic[] _statistics;
    private readonly int _columns;
    private readonly double[] _rows;
    private readonly double[] _means;
    private readonly double[] _squares;
    private readonly double[] _residuals;
    private readonly double[] _products;
    private int _next;

    /// <param name="columns">Raw columns a row has.</param>
    public FeatureWindow(FeatureSpecification specification, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(specification.Window, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        _window = specification.Window;
        _statistics = [.. specification.Statistics];
        _columns = columns;
        _rows = new double[specification.Window * columns];
        _means = new double[columns];
        _squares = new double[columns];
        _residuals = new double[columns];
        _products = new double[columns];
    }

    /// <summary>Rows in the window, at most the specification's.</summary>
    public int Count { get; private set; }

    /// <summary>Length of the vector that <see cref="WriteFeatures"/> writes.</summary>
    public int FeatureCount => _columns * _statistics.Length;

    /// <summary>Adds the series' next row; the oldest one leaves a full window.</summary>
    /// <param name="values">One value a column, in the order of the columns, of a magnitude up to <see cref="LargestValue"/>.</param>
    /// <exception cref="ArgumentException">Another number of values, or one that is not finite or too large. The window is unchanged.</exception>
    public void Push(ReadOnlySpan<double> values)
    {
        RequireRow(values, _columns);
        values.CopyTo(_rows.AsSpan(_next * _columns, _columns));
        _next = (_next + 1) % _window;
        Count = Math.Min(Count + 1, _window);
    }

    public void Clear()
    {
        Count = 0;
        _next = 0;
    }

    /// <summary>Writes the vector: for each column, each statistic, in the specification's order.</summary>
    /// <exception cref="InvalidOperationException">No row has been pushed.</exception>
    public void WriteFeatures(Span<float> features)
    {
        if (Count == 0)
        {
            throw new InvalidOperationException("The window is empty: push a row before asking for features.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(features.Length, FeatureCount);
        ComputeMeans();
        ComputeMoments();
        var last = Row(Count - 1);
        // Sum of (t − mean t)² for t = 0 … n−1.
        var steps = Count * ((double)Count * Count - 1) / 12;
        var place = 0;
        for (var column = 0; column < _columns; column++)
        {
            foreach (var statistic in _statistics)
            {
                features[place++] = (float)(statistic switch
                {
                    Statistic.Last => last[column],
                    Statistic.Mean => _means[column],
                    Statistic.Std => Count == 1 ? 0 : Math.Sqrt(Math.Max(0, (_squares[column] - _residuals[column] * _residuals[column] / Count) / (Count - 1))),
                    Statistic.Slope => Count == 1 ? 0 : _products[column] / steps,
                    _ => throw new InvalidOperationException($"{statistic} is no statistic."),
                });
            }
        }
    }

    /// <exception cref="ArgumentException">Not a row of so many values that features can be computed from.</exception>
    internal static void RequireRow(ReadOnlySpan<double> values, int columns)
    {
        if (values.Length != columns)
        {
            throw new ArgumentException($"A row has {columns} values, and {values.Length} were given.", nameof(values));
        }

        for (var column = 0; column < columns; column++)
        {
            if (!(Math.Abs(values[column]) <= LargestValue))
            {
                throw new ArgumentException($"Value {column + 1} of the row is {values[column]}; only finite numbers of a magnitude up to {LargestValue:G3} can be pushed.", nameof(values));
            }
        }
    }

    private void ComputeMeans()
    {
        Array.Clear(_means);
        for (var i = 0; i < Count; i++)
        {
            var row = Row(i);
            for (var column = 0; column < _means.Length; column++)
            {
                _means[column] += row[column];
            }
        }

        for (var column = 0; column < _means.Length; column++)
        {
            _means[column] /= Count;
        }
    }

    private void ComputeMoments()
    {
        Array.Clear(_squares);
        Array.Clear(_residuals);
        Array.Clear(_products);
        var middle = (Count - 1) / 2.0;
        for (var i = 0; i < Count; i++)
        {
            var row = Row(i);
            var step = i - middle;
            for (var column = 0; column < _means.Length; column++)
            {
                var residual = row[column] - _means[column];
                _squares[column] += residual * residual;
                _residuals[column] += residual;
                _products[column] += step * residual;
            }
        }
    }

    /// <summary>The row of the given age, 0 being the oldest.</summary>
    private ReadOnlySpan<double> Row(int index)
    {
        var slot = Count < _window ? index : (_next + index) % _window;
        return _rows.AsSpan(slot * _columns, _columns);
    }
}
