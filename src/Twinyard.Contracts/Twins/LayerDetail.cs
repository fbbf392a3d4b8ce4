namespace Twinyard.Contracts.Twins;

/// <param name="Files">In the order of their paths.</param>
public sealed record LayerDetail(LayerVersionSummary Layer, IReadOnlyList<LayerFileSummary> Files);
