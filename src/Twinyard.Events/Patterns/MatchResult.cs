namespace Twinyard.Events.Patterns;

/// <param name="FailedAt">Dotted path of the first field that decided against a match; null where it matches.</param>
/// <param name="Reason">What the event has there, and what the pattern asks for.</param>
public readonly record struct MatchResult(bool IsMatch, string? FailedAt, string Reason);
