using Twinyard.Access.Policies;

namespace Twinyard.Access.Roles;

/// <summary>A named policy. Whoever acts in the role may do what the policy allows, and nothing else.</summary>
/// <param name="Origin"><c>built-in</c>, or <c>deployed</c> from <c>resources/roles/</c>.</param>
public sealed record Role(string Name, string Description, PolicyDocument Policy, string Origin, DateTimeOffset UpdatedAt)
{
    public const string BuiltIn = "built-in";
    public const string Deployed = "deployed";

    public const string Owner = "owner";
    public const string Developer = "developer";
    public const string Reviewer = "reviewer";
    public const string Evaluator = "evaluator";
    public const string Device = "device";
    public const string Node = "node";
}
