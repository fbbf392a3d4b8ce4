using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Endpoints;

/// <summary>Tokens that people make for themselves, in the role in which they act.</summary>
internal static class PersonalTokenEndpoints
{
    private const string Self = "access:principal/self";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/my-tokens", CreateAsync).RequireAction("access:CreatePersonalToken", Self);
        api.MapGet("/my-tokens", ListAsync).RequireAction("access:ListPersonalTokens", Self);
        api.MapDelete("/my-tokens/{id}", RevokeAsync).RequireAction("access:RevokePersonalToken", Self);
    }

    internal static async Task<Results<Ok<IssuedToken>, ProblemHttpResult>> CreateAsync(NewPersonalToken body, HttpContext context, PersonalTokens tokens, CancellationToken cancellationToken)
    {
        var issued = context.NameAudited(
            await tokens.CreateAsync(context.Principal(), body.Description, body.LifetimeSeconds, body.Policy, cancellationToken), made => $"access:token/{made.Id}", _ => body.Policy is null ? "personal" : "personal, with a scope");
        return issued.IsOk ? TypedResults.Ok(issued.Value) : issued.Error.ToProblem();
    }

    /// <summary>All of them: a person has few.</summary>
    internal static async Task<Ok<Page<TokenInfo>>> ListAsync(HttpContext context, PersonalTokens tokens, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<TokenInfo>(await tokens.ListAsync(context.Principal(), cancellationToken), null));

    internal static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(string id, HttpContext context, PersonalTokens tokens, CancellationToken cancellationToken)
    {
        context.Audited()?.Name($"access:token/{id}", "personal");
        var revoked = await tokens.RevokeAsync(context.Principal(), id, cancellationToken);
        return revoked.IsOk ? TypedResults.NoContent() : revoked.Error.ToProblem();
    }
}

/// <param name="LifetimeSeconds">Up to 366 days.</param>
/// <param name="Policy">What it can at most do, in IAM's JSON grammar; null for whatever the role may.</param>
public sealed record NewPersonalToken(string? Description, long? LifetimeSeconds, JsonObject? Policy);
