namespace Twinyard.Access.Policies;

/// <summary>Yes or no, and the statement that decided or the allow that is missing.</summary>
public sealed record AccessDecision(bool Allowed, string Reason)
{
    /// <summary>Whether it is a no because a statement denies it, and not because none allows it.</summary>
    public bool IsExplicitDeny { get; init; }
}
