using Microsoft.AspNetCore.Http;
using Twinyard.Access.Audit;
using Twinyard.Access.Policies.Requests;
using Twinyard.Access.Roles;
using Twinyard.Access.Sessions;
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

        var name = $"tyr:{server.Environment}:";
        return role.Policies.With(await TrustAsync(action, resource, cancellationToken), limits.Of(principal)).Decide(new AccessRequest(
            [$"{name}access:{principal.Kind}/{principal.Name}", $"{name}access:role/{principal.Role}"],
            action,
            name + resource,
            context));
    }

    /// <summary>The trust policy of the role that is to be assumed.</summary>
    private async ValueTask<CompiledPolicy?> TrustAsync(string action, string resource, CancellationToken cancellationToken) =>
        string.Equals(action, PolicySet.AssumeRole, StringComparison.OrdinalIgnoreCase) && resource.StartsWith(RoleResource, StringComparison.Ordinal)
            ? (await roles.FindAsync(resource[RoleResource.Length..], cancellationToken))?.Trust
            : null;
}
