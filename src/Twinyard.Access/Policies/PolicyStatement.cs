namespace Twinyard.Access.Policies;

/// <summary>One statement of a policy: what it allows or denies on which resources.</summary>
/// <param name="Sid">The author's name for it, unique in the policy; null where it has none.</param>
/// <param name="Actions">Patterns such as <c>buckets:Get*</c>.</param>
/// <param name="Resources">Patterns over full names such as <c>tyr:*:buckets:object/raw/*</c>, or <c>*</c>.</param>
public sealed record PolicyStatement(
    string? Sid, PolicyEffect Effect, IReadOnlyList<string> Actions, IReadOnlyList<string> Resources);
