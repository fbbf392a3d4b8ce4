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
    /// <param name="limits">More limits.</param>
    internal PolicySet With(CompiledPolicy? resource, CompiledPolicy[] limits) =>
        resource is null && limits.Length == 0 ? this : new(_identity, resource ?? _resource, limits.Length == 0 ? _limits : [.. _limits, .. limits]);

    public AccessDecision Decide(AccessRequest request) => Decide(request, Grant(request));

    /// <summary>What the principal's side says of a resource of another environment, which decides for itself too.</summary>
    internal AccessDecision DecideForPrincipal(AccessRequest request) =>
        Decide(request, IdentityAllow(request) is { } allow ? Allowed(allow) : new AccessDecision(false, ExplainMissing(request)));

    /// <summary>What the resource's side says to a principal of another environment, which has decided for itself.</summary>
    internal AccessDecision DecideForResource(AccessRequest request) =>
        Decide(request, _resource?.Find(PolicyEffect.Allow, request) is { } allow ? Allowed(allow) : new AccessDecision(false, ExplainMissingOfResource(request)));

    private AccessDecision Decide(AccessRequest request, AccessDecision grant)
    {
        foreach (var policy in _all)
        {
            if (policy.Find(PolicyEffect.Deny, request) is { } deny)
            {
                return new AccessDecision(false, $"{deny.Name} denies it.") { IsExplicitDeny = true };
            }
        }

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
        var ofResource = _resource?.Find(PolicyEffect.Allow, request);
        if ((IsTrust(request) || request.IsAcrossEnvironments) && ofResource is null)
        {
            return new AccessDecision(false, ExplainMissingOfResource(request));
        }

        var ofIdentity = ofResource is null || request.IsAcrossEnvironments ? IdentityAllow(request) : null;
        return request.IsAcrossEnvironments && ofIdentity is null ? new AccessDecision(false, ExplainMissing(request))
            : (ofResource ?? ofIdentity) is { } allow ? Allowed(allow)
            : new AccessDecision(false, ExplainMissing(request));
    }

    private static AccessDecision Allowed(CompiledStatement allow) => new(true, $"{allow.Name} allows it.");

    private static bool IsTrust(AccessRequest request) => string.Equals(request.Action, AssumeRole, StringComparison.OrdinalIgnoreCase);

    private string ExplainMissingOfResource(AccessRequest request) => _resource?.ExplainMissing(request)
        ?? $"{request.Resource} has no policy of its own, and {(IsTrust(request) ? "a role is assumed only where its trust policy allows it" : "another environment's principal needs one that allows it")}.";

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
