namespace Twinyard.Access.Policies;

/// <summary>One statement of a policy: what it allows or denies to whom, on which resources, and when.</summary>
/// <param name="Sid">The author's name for it, unique in the policy; null where it has none.</param>
/// <param name="Actions">Patterns such as <c>buckets:Get*</c>.</param>
/// <param name="Resources">Patterns over full names such as <c>tyr:*:buckets:object/raw/*</c>, or <c>*</c>.</param>
public sealed record PolicyStatement(
    string? Sid, PolicyEffect Effect, IReadOnlyList<string> Actions, IReadOnlyList<string> Resources)
{
    /// <summary>In place of a list of names: everybody.</summary>
    public const string Everybody = "*";

    /// <summary>Whether it is <c>NotAction</c>: all but <see cref="Actions"/>.</summary>
    public bool ExceptActions { get; init; }

    /// <summary>Whether it is <c>NotResource</c>: all but <see cref="Resources"/>.</summary>
    public bool ExceptResources { get; init; }

    /// <summary>Full names of principals, or <see cref="Everybody"/>; null in a policy that belongs to its principal.</summary>
    public IReadOnlyList<string>? Principals { get; init; }

    /// <summary>All must hold.</summary>
    public IReadOnlyList<PolicyCondition> Conditions { get; init; } = [];
}
