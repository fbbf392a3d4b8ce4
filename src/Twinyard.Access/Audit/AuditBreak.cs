namespace Twinyard.Access.Audit;

/// <summary>The first entry at which a chain does not hold.</summary>
/// <param name="Sequence">The number that the entry should have.</param>
/// <param name="Problem">What is wrong, for people.</param>
public sealed record AuditBreak(long Sequence, string Problem, string Expected, string Found);
