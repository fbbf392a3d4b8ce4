using Twinyard.Access.Policies.Requests;

namespace Twinyard.Access.Policies;

/// <summary>
/// All policies that count for a request, decided in IAM's order: a deny in any of them; an allow of an identity or of the resource policy, of both where the principal belongs to another
/// environment; then the permission boundary and the session's policy, which allow nothing but must each allow too.
/// </summary>
public sealed class PolicySet
{
    /// <summary>The action that a role's trust policy decides on. It must allow it explicitly, whatever the identity's policies allow.</summary>
    public const string AssumeRole = "access:AssumeRole";

    /// <summary>What the trust policy may ask besides.</summary>
    internal static readonly DeclaredAction Trusted = new(AssumeRole, "access:role/{role}", "the role's trust policy") { Keys = [AccessKeys.ExternalId] };

    private readonly CompiledPolicy[] _identity;
    private readonly CompiledPolicy? _resource;
    private readonly CompiledPolicy[] _limits;
    private readonly CompiledPolicy[] _all;

    /// <param name="identity">The principal's own, named for where they decide.</param>
    /// <param name="resource">Of the resource; of a role its trust policy. Null where it has none.</param>
    /// <param name="limits">The permission boundary and the session's policy, where there are such.</param>
    /// <exception cref="ArgumentException">A policy says something that <see cref="PolicyReader"/> would have refused.</exception>
    public PolicySet(IEnumerable<(string Name, PolicyDocument Policy)> identity, PolicyDocument? resource, IEnumerable<(string Name, PolicyDocument Policy)> limits)
        : this(
            [.. identity.Select(named => new CompiledPolicy(named.Name, named.Policy))],
            resource is null ? null : new CompiledPolicy("the resource policy", resource),
            [.. limits.Select(named => new CompiledPolicy(named.Name, named.Policy))])
    {
    }

    internal PolicySet(CompiledPolicy[] identity, CompiledPolicy? resource, CompiledPolicy[] limits)
    {
        _identity = identity;
        _resource = resource;
        _limits = limits;
        _all = resource is null ? [.. identity, .. limits] : [.. identity, resource, .. limits];
    }

    /// <summary>The same policies with those that a request brings.</summary>
    /// <param name="resource">In place of the resource's; null for no other.</param>
    /// <param name="limit">One more limit; null for none.</param>
    internal PolicySet With(CompiledPolicy? resource, CompiledPolicy? limit) =>
        resource is null && limit is null ? this : new(_identity, resource ?? _resource, limit is null ? _limits : [.. _limits, limit]);

    public AccessDecision Decide(AccessRequest request)
    {
        foreach (var policy in _all)
        {
            if (policy.Find(PolicyEffect.Deny, request) is { } deny)
            {
                return new AccessDecision(false, $"{deny.Name} denies it.") { IsExplicitDeny = true };
            }
        }

        var grant = Grant(request);
        if (!grant.Allowed)
        {
            return grant;
        }

        foreach (var limit in _limits)
        {
            if (limit.Find(PolicyEffect.Allow, request) is null)
            {
                return new AccessDecision(false, limit.ExplainMissing(request));
            }
        }

        return grant;
    }

    private AccessDecision Grant(AccessRequest request)
    {
        var isTrust = string.Equals(request.Action, AssumeRole, StringComparison.OrdinalIgnoreCase);
        var ofResource = _resource?.Find(PolicyEffect.Allow, request);
        if ((isTrust || request.IsAcrossEnvironments) && ofResource is null)
        {
            return new AccessDecision(false, _resource?.ExplainMissing(request) ?? $"{request.Resource} has no policy of its own, and {(isTrust ? "a role is assumed only where its trust policy allows it" : "another environment's principal needs one that allows it")}.");
        }

        var ofIdentity = ofResource is null || request.IsAcrossEnvironments ? IdentityAllow(request) : null;
        return request.IsAcrossEnvironments && ofIdentity is null ? new AccessDecision(false, ExplainMissing(request))
            : (ofResource ?? ofIdentity) is { } allow ? new AccessDecision(true, $"{allow.Name} allows it.")
            : new AccessDecision(false, ExplainMissing(request));
    }

    private CompiledStatement? IdentityAllow(AccessRequest request)
    {
        foreach (var policy in _identity)
        {
            if (policy.Find(PolicyEffect.Allow, request) is { } allow)
            {
                return allow;
            }
        }

        return null;
    }

    private string ExplainMissing(AccessRequest request) => _identity.Length == 0
        ? $"no policy of the principal allows {request.Action} on {request.Resource}."
        : string.Join(' ', _identity.Select(policy => policy.ExplainMissing(request)));
}
