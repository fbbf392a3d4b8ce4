namespace Twinyard.Models.Drift;

/// <summary>A row of <c>models_drift</c>; the report is JSON.</summary>
internal sealed class DriftRow
{
    public string Model { get; init; } = "";

    public string GroupName { get; init; } = "";

    public long Version { get; init; }

    public string State { get; init; } = "";

    public long Since { get; init; }

    public long ReportedAt { get; init; }

    public string Report { get; init; } = "";
}

internal sealed class DriftChangeRow
{
    public string Id { get; init; } = "";

    public string Model { get; init; } = "";

    public string GroupName { get; init; } = "";

    public long Version { get; init; }

    public string State { get; init; } = "";

    public string ColumnName { get; init; } = "";

    public double Psi { get; init; }

    public double Ks { get; init; }

    public long ChangedAt { get; init; }
}
