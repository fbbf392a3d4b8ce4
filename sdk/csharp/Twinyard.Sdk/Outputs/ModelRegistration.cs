namespace Twinyard.Sdk.Outputs;

/// <summary>What is said of a new model version beside its bundle.</summary>
public sealed record ModelRegistration
{
    public string Description { get; init; } = "";

    /// <summary>Aliases that move to the new version, such as <c>candidate</c>.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What it was trained on; the lineage of every decision leads back to these.</summary>
    public IReadOnlyList<DatasetReference> Datasets { get; init; } = [];

    /// <summary>Figures of the training, such as <c>rmse</c>.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
}

/// <summary>One version of one object.</summary>
public sealed record DatasetReference(string Bucket, string Key, string Version);
