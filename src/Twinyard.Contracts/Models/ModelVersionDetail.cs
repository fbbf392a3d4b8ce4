namespace Twinyard.Contracts.Models;

/// <param name="Datasets">What it was trained on.</param>
/// <param name="Pipeline">How rows become decisions.</param>
public sealed record ModelVersionDetail(ModelVersionSummary Version, IReadOnlyList<DatasetReference> Datasets, PipelineSummary Pipeline);

/// <summary>One version of one object in a bucket.</summary>
public sealed record DatasetReference(string Bucket, string Key, string Version)
{
    public override string ToString() => $"{Bucket}/{Key}@{Version}";
}

/// <param name="Columns">Raw columns, in order.</param>
/// <param name="Window">Rows of a series that a feature vector covers.</param>
/// <param name="Statistics"><c>last</c>, <c>mean</c>, <c>std</c>, <c>slope</c>, in order.</param>
/// <param name="Prediction">Name of what is predicted.</param>
/// <param name="Decisions">In the order they are tried; the last has no bound.</param>
public sealed record PipelineSummary(
    string Entity,
    string Order,
    IReadOnlyList<string> Columns,
    int Window,
    IReadOnlyList<string> Statistics,
    string Prediction,
    string Unit,
    double? Minimum,
    double? Maximum,
    IReadOnlyList<DecisionSummary> Decisions);

public sealed record DecisionSummary(string Name, double? Below);
