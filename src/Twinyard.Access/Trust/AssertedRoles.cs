using Twinyard.Access.Audit;
using Twinyard.Access.Policies;
using Twinyard.Access.Sessions;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Access.Trust;

/// <summary>Sessions of roles for people of other environments, which have signed that they may assume them.</summary>
internal sealed class AssertedRoles(AssertionTokens assertions, TrustStore trust, AccessEvaluator evaluator, RoleSessions sessions)
{
    /// <summary>A session of the role, where its trust policy lets the person in.</summary>
    /// <param name="assertion">As the other environment issued it.</param>
    /// <param name="act">The request's entry in the audit trail; null where there is none.</param>
    public async Task<Result<AssumedRole>> StartAsync(string? assertion, string role, AssumeRoleRequest request, RequestSource? source, AuditedAct? act, CancellationToken cancellationToken)
    {
        var read = await assertions.ReadAsync(assertion, cancellationToken);
        if (!read.IsOk)
        {
            act?.Decide(AuditDecision.Unauthenticated, read.Error.Message);
            return read.Error;
        }

        var (asserted, caller) = (read.Value, read.Value.ToPrincipal(source));
        act?.ActedBy(caller);
        var decision = asserted.AssumedRole == role
            ? await evaluator.DecideAssertedAsync(asserted, source, request.ExternalId, cancellationToken)
            : new AccessDecision(false, $"the environment {asserted.Environment} says that the role {asserted.AssumedRole} may be assumed.");
        act?.Decide(decision.Allowed ? AuditDecision.Allow : AuditDecision.Deny, decision.Reason);
        return decision.Allowed
            ? await sessions.StartAsync(SessionCaller.Of(asserted), role, request, session => UseAsync(session, asserted, cancellationToken), cancellationToken)
            : decision.ToRefusal(caller, role);
    }

    private async Task<Result<Done>> UseAsync(DbSession session, Assertion assertion, CancellationToken cancellationToken)
    {
        if (!await trust.HoldAsync(session, assertion.Environment, assertion.KeyId, cancellationToken))
        {
            return new UnauthenticatedError("environment-not-trusted", $"The environment {assertion.Environment} is not trusted here any more.", "Ask an owner.");
        }

        // Until the skew of the clocks is over, too.
        var expires = (assertion.ExpiresAt + AssertionTokens.ClockSkew + AssertionTokens.Lifetime).ToUnixMicros();
        return await trust.UseAsync(session, assertion.Environment, assertion.Id, expires, cancellationToken)
            ? Done.Value
            : new UnauthenticatedError("assertion-used", "The assertion has begun a session before, and does so once.", "Ask for a new one; `twinyard --profile NAME` does.");
    }
}
