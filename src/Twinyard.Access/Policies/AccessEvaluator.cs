using Microsoft.AspNetCore.Http;
using Twinyard.Access.Audit;
using Twinyard.Access.Policies.Requests;
using Twinyard.Access.Roles;
using Twinyard.Access.Sessions;
using Twinyard.Access.Trust;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Policies;

internal sealed class AccessEvaluator(RoleDirectory roles, SessionLimits limits, IServerAddress server, IAuditTrail audit, TimeProvider time) : IAccessEvaluator
{
    private const string RoleResource = "access:role/";

    public ValueTask<AccessDecision> DecideAsync(Principal principal, string action, string resource, CancellationToken cancellationToken) =>
        DecideAsync(principal, action, resource, GivenContext.Empty, cancellationToken);

    public ValueTask<AccessDecision> DecideAsync(Principal principal, string action, string resource, IAccessContext given, CancellationToken cancellationToken) =>
        DecideInAsync(new OverlaidContext(given, Context(principal)), principal, action, resource, cancellationToken);

    public DeniedError Refuse(Principal principal, string action, string resource, AccessDecision decision)
    {
        audit.Refuse(
            AuditSubject.Of(principal, action, resource, decision.Reason),
            new AuditRefusal(AuditDecision.Deny, principal.Source?.RequestId.Length > 0 ? StatusCodes.Status403Forbidden : 0));
        return decision.ToError(principal, action, resource);
    }

    public ValueTask<AccessDecision> ExplainAsync(Principal principal, AccessQuestion question, CancellationToken cancellationToken) =>
        DecideAsync(principal, question.Action, question.Resource, question.Context, cancellationToken);

    /// <summary>Whether a person may assume a role of another environment, as far as this one is concerned; the other one's trust policy decides too.</summary>
    public async ValueTask<AccessDecision> DecideElsewhereAsync(Principal principal, string environment, string role, CancellationToken cancellationToken) =>
        await roles.FindAsync(principal.Role, cancellationToken) is { } own
            ? own.Policies.With(null, limits.Of(principal)).DecideForPrincipal(
                new AccessRequest(Names(principal), PolicySet.AssumeRole, $"tyr:{environment}:{RoleResource}{role}", Context(principal)))
            : new AccessDecision(false, $"there is no role {principal.Role}.");

    /// <summary>Whether a person of another environment may assume a role of this one, whose trust policy decides alone: the other environment has said that for its part they may.</summary>
    public async ValueTask<AccessDecision> DecideAssertedAsync(Assertion assertion, RequestSource? source, string? externalId, CancellationToken cancellationToken)
    {
        var given = new Dictionary<string, string> { [AccessKeys.PrincipalEnvironment] = assertion.Environment };
        if (externalId is not null)
        {
            given[AccessKeys.ExternalId] = externalId;
        }

        var resource = RoleResource + assertion.AssumedRole;
        return new PolicySet([], await TrustAsync(PolicySet.AssumeRole, resource, cancellationToken), []).DecideForResource(new AccessRequest(
            [assertion.PrincipalResource, assertion.RoleResource],
            PolicySet.AssumeRole,
            $"tyr:{server.Environment}:{resource}",
            new OverlaidContext(GivenContext.Of(given), Context(assertion.ToPrincipal(source)))));
    }

    private string[] Names(Principal principal) => [$"tyr:{server.Environment}:access:{principal.Kind}/{principal.Name}", $"tyr:{server.Environment}:access:role/{principal.Role}"];

    private RequestContext Context(Principal principal) => new(principal, server.Environment, time);

    private async ValueTask<AccessDecision> DecideInAsync(IAccessContext context, Principal principal, string action, string resource, CancellationToken cancellationToken)
    {
        if (principal.Kind == Principal.Reproduction && !ReadingActions.Contains(action))
        {
            return new AccessDecision(false, "a run that is reproduced only reads.");
        }

        var role = await roles.FindAsync(principal.Role, cancellationToken);
        if (role is null)
        {
            return new AccessDecision(false, $"there is no role {principal.Role}.");
        }

        return role.Policies.With(await TrustAsync(action, resource, cancellationToken), limits.Of(principal)).Decide(new AccessRequest(
            Names(principal),
            action,
            $"tyr:{server.Environment}:{resource}",
            context));
    }

    /// <summary>The trust policy of the role that is to be assumed.</summary>
    private async ValueTask<CompiledPolicy?> TrustAsync(string action, string resource, CancellationToken cancellationToken) =>
        string.Equals(action, PolicySet.AssumeRole, StringComparison.OrdinalIgnoreCase) && resource.StartsWith(RoleResource, StringComparison.Ordinal)
            ? (await roles.FindAsync(resource[RoleResource.Length..], cancellationToken))?.Trust
            : null;
}
