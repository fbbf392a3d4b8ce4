namespace Twinyard.Inference.Features;

/// <summary>
/// How raw columns become a feature vector: for each column in order, each statistic in order, over the newest
/// <paramref name="Window"/> rows of a series, or as many as there are.
/// </summary>
/// <param name="Window">Rows, at least 1.</param>
public sealed record FeatureSpecification(int Window, IReadOnlyList<Statistic> Statistics)
{
    /// <summary>Names of the vector's places, such as <c>s2_mean</c>.</summary>
    public IReadOnlyList<string> FeatureNames(IReadOnlyList<string> columns) =>
        [.. columns.SelectMany(column => Statistics.Select(statistic => $"{column}_{StatisticNames.Of(statistic)}"))];
}
