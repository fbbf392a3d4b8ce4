using Twinyard.Access.Policies.Requests;

namespace Twinyard.Access.Policies;

/// <summary>What a policy may say, by where it belongs.</summary>
/// <param name="AnyKey">Whether conditions and variables may ask for keys that no request of an environment has, because the context is written out beside the policy.</param>
public sealed record PolicyGrammar(PolicyKind Kind, bool AnyKey = false)
{
    /// <summary>A role's policy.</summary>
    public static readonly PolicyGrammar Identity = new(PolicyKind.Identity);

    /// <summary>A role's trust policy.</summary>
    public static readonly PolicyGrammar Trust = new(PolicyKind.Resource);

    /// <returns>What is wrong with the first key that no request will ever have; null where all may be there.</returns>
    internal string? KeyProblem(IEnumerable<string> keys) => AnyKey ? null : AccessKeys.Problem(keys);
}
