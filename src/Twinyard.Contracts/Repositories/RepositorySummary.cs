namespace Twinyard.Contracts.Repositories;

/// <param name="Deployed">The commit that <paramref name="DefaultBranch"/> points to and that is deployed; empty before the first merge.</param>
/// <param name="Url">What <c>git clone</c> and <c>git push</c> take.</param>
public sealed record RepositorySummary(string Name, string DefaultBranch, string Deployed, string Url, DateTimeOffset CreatedAt);
