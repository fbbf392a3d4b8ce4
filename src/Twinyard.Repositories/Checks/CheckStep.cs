namespace Twinyard.Repositories.Checks;

/// <summary>A step of <c>checks.yaml</c>.</summary>
/// <param name="Script">From the root of the tree.</param>
internal sealed record CheckStep(string Name, string Script, TimeSpan Timeout);
