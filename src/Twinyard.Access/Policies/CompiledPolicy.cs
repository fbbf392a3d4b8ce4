namespace Twinyard.Access.Policies;

/// <summary>A role's policy, ready to decide.</summary>
internal sealed class CompiledPolicy
{
    private readonly string _role;
    private readonly Statement[] _statements;

    public CompiledPolicy(string role, PolicyDocument policy)
    {
        _role = role;
        _statements = [.. policy.Statements.Select((statement, i) => new Statement(
            statement.Sid is { } sid ? $"statement '{sid}'" : $"statement {i + 1}",
            statement.Effect,
            [.. statement.Actions.Select(WildcardPattern.ForAction)],
            [.. statement.Resources.Select(WildcardPattern.ForResource)]))];
    }

    /// <param name="resource">The full name, <c>tyr:…</c>.</param>
    public AccessDecision Decide(string principalName, string action, string resource)
    {
        Statement? allow = null;
        foreach (var statement in _statements)
        {
            if (!statement.Covers(principalName, action, resource))
            {
                continue;
            }

            if (statement.Effect == PolicyEffect.Deny)
            {
                return new AccessDecision(false, $"{statement.Name} of role {_role} denies it.");
            }

            allow ??= statement;
        }

        return allow is null
            ? new AccessDecision(false, $"no statement of role {_role} allows {action} on {resource}.")
            : new AccessDecision(true, $"{allow.Name} of role {_role} allows it.");
    }

    private sealed record Statement(string Name, PolicyEffect Effect, WildcardPattern[] Actions, WildcardPattern[] Resources)
    {
        public bool Covers(string principalName, string action, string resource) =>
            Array.Exists(Actions, pattern => pattern.Matches(action, principalName))
            && Array.Exists(Resources, pattern => pattern.Matches(resource, principalName));
    }
}
