namespace Twinyard.Workflows.Placement;

/// <param name="At">When it was placed.</param>
/// <param name="RunId">The queued run; null when the occurrence does not run.</param>
/// <param name="Verdict">Why it does not run; null when it does.</param>
internal sealed record PlacedOccurrence(string Id, long At, string? RunId, Verdict? Verdict);
