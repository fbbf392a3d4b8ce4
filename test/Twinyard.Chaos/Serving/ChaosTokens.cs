namespace Twinyard.Chaos.Serving;

/// <param name="Alice">Pushes and proposes.</param>
/// <param name="Bob">Approves and merges.</param>
internal sealed record ChaosTokens(string Owner, string Alice, string Bob);
