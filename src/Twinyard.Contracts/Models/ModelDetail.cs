namespace Twinyard.Contracts.Models;

/// <param name="Aliases">Alias → version.</param>
/// <param name="Versions">Newest first, at most 100.</param>
public sealed record ModelDetail(string Name, string Description, IReadOnlyDictionary<string, int> Aliases, IReadOnlyList<ModelVersionSummary> Versions);
