namespace Twinyard.Access.Policies;

/// <summary>Yes or no, and the statement that decided or the allow that is missing.</summary>
public sealed record AccessDecision(bool Allowed, string Reason);
