namespace Twinyard.Contracts.Models;

/// <param name="LatestVersion">The newest registered version.</param>
/// <param name="Aliases">Alias → version, such as <c>champion</c> → 2.</param>
/// <param name="UpdatedAt">When the newest version was registered.</param>
public sealed record ModelSummary(string Name, string Description, int LatestVersion, IReadOnlyDictionary<string, int> Aliases, DateTimeOffset UpdatedAt);
