namespace Twinyard.Contracts.Models;

/// <param name="Version">1, 2, 3 …; shown as v1.</param>
/// <param name="Sha256">Of the bundle's archive, lower-case hexadecimal.</param>
/// <param name="Size">Of the archive, in bytes.</param>
/// <param name="Run">The run that registered it.</param>
/// <param name="Commit">The commit that run executed; empty for a run outside a commit.</param>
/// <param name="Metrics">What training itself reported.</param>
/// <param name="Aliases">Aliases that name this version now.</param>
public sealed record ModelVersionSummary(
    string Model,
    int Version,
    string Description,
    string Sha256,
    long Size,
    string Run,
    string Workflow,
    string Commit,
    DateTimeOffset CreatedAt,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyList<string> Aliases);
