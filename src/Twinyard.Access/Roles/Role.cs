using Twinyard.Access.Policies;

namespace Twinyard.Access.Roles;

/// <summary>A named policy. Whoever acts in the role may do what the policy allows, and nothing else.</summary>
/// <param name="Origin"><c>built-in</c>, or <c>deployed</c> from <c>resources/roles/</c>.</param>
public sealed record Role(string Name, string Description, PolicyDocument Policy, string Origin, DateTimeOffset UpdatedAt)
{
    /// <summary>How long a session of the role lasts at most, unless it says otherwise.</summary>
    public static readonly TimeSpan DefaultSession = TimeSpan.FromHours(1);

    public static readonly TimeSpan ShortestSession = TimeSpan.FromMinutes(1);

    /// <summary>What a role may say at most.</summary>
    public static readonly TimeSpan LongestSessionOfAll = TimeSpan.FromHours(12);

    /// <summary>Who may assume it; null where nobody may.</summary>
    public PolicyDocument? Trust { get; init; }

    /// <summary>A permission boundary: it allows nothing, and must allow too. Null for none.</summary>
    public PolicyDocument? Boundary { get; init; }

    /// <summary>How long a session of it lasts at most.</summary>
    public TimeSpan LongestSession { get; init; } = DefaultSession;

    public const string BuiltIn = "built-in";
    public const string Deployed = "deployed";

    public const string Owner = "owner";
    public const string Developer = "developer";
    public const string Reviewer = "reviewer";
    public const string Evaluator = "evaluator";
    public const string Device = "device";
    public const string Node = "node";
}
