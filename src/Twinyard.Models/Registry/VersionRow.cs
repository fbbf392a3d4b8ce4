namespace Twinyard.Models.Registry;

/// <summary>A row of <c>models_versions</c>; datasets, metrics and pipeline are JSON.</summary>
internal sealed class VersionRow
{
    public const string Pending = "pending";
    public const string Ready = "ready";

    public string Model { get; init; } = "";

    public long Version { get; init; }

    public string State { get; init; } = "";

    public string Description { get; init; } = "";

    public string Sha256 { get; init; } = "";

    public long Size { get; init; }

    public string RunId { get; init; } = "";

    public string Workflow { get; init; } = "";

    public string CommitId { get; init; } = "";

    public string Datasets { get; init; } = "";

    public string Metrics { get; init; } = "";

    public string Pipeline { get; init; } = "";

    public long CreatedAt { get; init; }
}

internal sealed class AliasRow
{
    public string Model { get; init; } = "";

    public string Alias { get; init; } = "";

    public long Version { get; init; }
}

internal sealed class ModelRow
{
    public string Name { get; init; } = "";

    public string Description { get; init; } = "";

    public long LatestVersion { get; init; }

    public long UpdatedAt { get; init; }
}
