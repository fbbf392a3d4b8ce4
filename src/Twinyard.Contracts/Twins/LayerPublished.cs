namespace Twinyard.Contracts.Twins;

/// <param name="IsNew">False where the newest version had the same content, and no other was made.</param>
public sealed record LayerPublished(LayerVersionSummary Layer, bool IsNew);
