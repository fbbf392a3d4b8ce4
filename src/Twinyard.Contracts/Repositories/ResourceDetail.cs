namespace Twinyard.Contracts.Repositories;

/// <param name="File">Where a repository would declare it, such as <c>resources/topic/ml-team.yaml</c>.</param>
/// <param name="Declaration">The declaration, as YAML.</param>
public sealed record ResourceDetail(ResourceSummary Resource, string File, string Declaration);
