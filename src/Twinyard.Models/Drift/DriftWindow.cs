using Twinyard.Inference.Profiles;

namespace Twinyard.Models.Drift;

/// <summary>The newest rows of a group, counted in the bins of a reference profile.</summary>
internal sealed class DriftWindow(string group, ReferenceProfile profile)
{
    private const int DevicesKept = 50;

    private readonly double[] _strataEdges = [.. profile.Strata.Edges];
    private readonly double[][] _edges = [.. profile.Columns.Select(column => column.Histogram.Edges.ToArray())];
    private readonly double[] _predictionEdges = [.. profile.Prediction.Histogram.Edges];
    private readonly SortedSet<string> _devices = new(StringComparer.Ordinal);
    private readonly HashSet<string> _series = new(StringComparer.Ordinal);

    public string Group { get; } = group;

    public long Rows { get; private set; }

    public int Series => _series.Count;

    /// <summary>At most 50, by name.</summary>
    public IReadOnlyList<string> Devices => [.. _devices.Take(DevicesKept)];

    /// <summary>Rows in each stratum of predictions, a column each, as a row may lack a value.</summary>
    public long[][] Strata { get; } = [.. profile.Columns.Select(_ => new long[profile.Strata.Edges.Count + 1])];

    /// <summary>For each column, the rows in each bin.</summary>
    public long[][] Counts { get; } = [.. profile.Columns.Select(column => new long[column.Histogram.Counts.Count])];

    public long[] Predictions { get; } = new long[profile.Prediction.Histogram.Counts.Count];

    /// <param name="values">One a column; null where the row lacks it.</param>
    public void Add(string device, string entity, double prediction, IEnumerable<double?> values)
    {
        Rows++;
        _devices.Add(device);
        _series.Add(entity);
        Predictions[Histogram.BinOf(_predictionEdges, prediction)]++;
        var stratum = Histogram.BinOf(_strataEdges, prediction);
        var column = 0;
        foreach (var value in values)
        {
            if (value is { } number)
            {
                Strata[column][stratum]++;
                Counts[column][Histogram.BinOf(_edges[column], number)]++;
            }

            column++;
        }
    }
}
