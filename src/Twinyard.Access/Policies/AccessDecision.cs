using Twinyard.Platform.Results;

namespace Twinyard.Access.Policies;

/// <summary>Yes or no, and the statement that decided or the allow that is missing.</summary>
public sealed record AccessDecision(bool Allowed, string Reason)
{
    /// <summary>Whether it is a no because a statement denies it, and not because none allows it.</summary>
    public bool IsExplicitDeny { get; init; }

    /// <summary>A no to a principal that is no person and asked to assume a role.</summary>
    internal static AccessDecision OnlyPeople(Principal caller) => new(false, $"a {caller.Kind} acts in the role that it was given; only people assume roles.");

    /// <summary>A no to whoever asked to assume a role, which is another's to mend.</summary>
    internal DeniedError ToRefusal(Principal caller, string role) =>
        ToError(caller, PolicySet.AssumeRole, $"access:role/{role}") with { Remedy = "Ask an owner whom the role's trust policy should let in, and under which conditions." };

    /// <summary>A no, for whoever asked.</summary>
    internal DeniedError ToError(Principal principal, string action, string resource) =>
        new("access-denied", $"{principal} may not {action} on {resource}: {Reason}", "Ask an owner to add an Allow statement to the role's policy.");
}
