namespace Twinyard.Contracts.Repositories;

/// <summary>A declared thing of the environment: a role, a topic, an alarm, a workflow.</summary>
/// <param name="Origin"><c>repository</c>, or <c>by hand</c>.</param>
/// <param name="Source">The repository and the commit that is deployed, as <c>name@commit</c>; by hand, who changed it last.</param>
/// <param name="ChangedAt">By hand, when it was changed last; null for a repository's.</param>
public sealed record ResourceSummary(string Kind, string Name, string Origin, string Source, DateTimeOffset? ChangedAt)
{
    public const string ByHand = "by hand";
    public const string OfRepository = "repository";
}
