using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Audit;
using Twinyard.Access.Http;
using Twinyard.Access.Policies;
using Twinyard.Access.Trust;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Endpoints;

/// <summary>This environment's keys, the environments whose signatures count here, and assertions for others.</summary>
internal static class EnvironmentEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/environment-key", KeyAsync).RequireAction("access:GetEnvironmentKey", "access:environment/self");
        api.MapPost("/environment-key/rotation", RotateAsync).RequireAction("access:RotateEnvironmentKey", "access:environment/self");
        api.MapGet("/environments", ListAsync).RequireAction("access:ListEnvironments", "access:environment/*");
        api.MapPut("/environments/{name}", TrustAsync).RequireAction("access:TrustEnvironment", "access:environment/{name}");
        api.MapDelete("/environments/{name}", UntrustAsync).RequireAction("access:UntrustEnvironment", "access:environment/{name}");
        api.MapPost("/environments/{name}/roles/{role}/assertion", AssertAsync).RequireActionInHandler(PolicySet.AssumeRole, "tyr:{name}:access:role/{role}");
    }

    internal static async Task<Results<Ok<KeyDocument>, ProblemHttpResult>> KeyAsync(EnvironmentKeys keys, CancellationToken cancellationToken) =>
        Answer(await keys.DocumentAsync(cancellationToken));

    internal static async Task<Results<Ok<KeyDocument>, ProblemHttpResult>> RotateAsync(bool? finish, EnvironmentKeys keys, CancellationToken cancellationToken) =>
        Answer(await keys.RotateAsync(finish ?? false, cancellationToken));

    internal static async Task<Ok<Page<TrustedEnvironment>>> ListAsync(string? after, int? limit, TrustedEnvironments trusted, CancellationToken cancellationToken) =>
        TypedResults.Ok(await trusted.ListAsync(new PageRequest(after, limit), cancellationToken));

    internal static async Task<Results<Ok<TrustedEnvironment>, ProblemHttpResult>> TrustAsync(
        string name, KeyDocument body, HttpContext context, TrustedEnvironments trusted, CancellationToken cancellationToken)
    {
        var principal = context.Principal();
        return Answer(context.NameAudited(
            await trusted.TrustAsync(name, body, $"{principal.Kind}/{principal.Name}", cancellationToken), made => $"access:environment/{made.Name}", made => $"keys {string.Join(", ", made.Keys)}"));
    }

    internal static async Task<Results<Ok<UntrustedEnvironment>, ProblemHttpResult>> UntrustAsync(string name, TrustedEnvironments trusted, CancellationToken cancellationToken) =>
        Answer(await trusted.UntrustAsync(name, cancellationToken));

    /// <summary>Decided here, as the role is another environment's. People only, as with roles of this one.</summary>
    internal static async Task<Results<Ok<IssuedAssertion>, ProblemHttpResult>> AssertAsync(
        string name, string role, HttpContext context, AccessEvaluator evaluator, AssertionTokens assertions, CancellationToken cancellationToken)
    {
        var caller = context.Principal();
        var decision = caller.Kind != Principal.User ? AccessDecision.OnlyPeople(caller)
            : caller.Session?.Environment is { } home ? new AccessDecision(false, $"{caller.Name} is known in the environment {home}, and only that can speak for them.")
            : await evaluator.DecideElsewhereAsync(caller, name, role, cancellationToken);
        context.Audited()?.Decide(decision.Allowed ? AuditDecision.Allow : AuditDecision.Deny, decision.Reason);
        return decision.Allowed
            ? Answer(await assertions.SignAsync(caller, name, role, cancellationToken))
            : decision.ToError(caller, PolicySet.AssumeRole, $"tyr:{name}:access:role/{role}").ToProblem();
    }

    private static Results<Ok<T>, ProblemHttpResult> Answer<T>(Result<T> result) => result.IsOk ? TypedResults.Ok(result.Value) : result.Error.ToProblem();
}
