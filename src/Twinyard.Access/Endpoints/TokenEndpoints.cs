using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Access.Policies;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Endpoints;

internal static class TokenEndpoints
{
    public static readonly DeclaredAction PassRole = new("access:PassRole", "access:role/{role}", "a token of the role is made for somebody, or a person is given the role, a password in it or the way back in");

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/tokens", CreateAsync).RequireAction("access:CreateToken", "access:token/*");
        api.MapGet("/tokens", ListAsync).RequireAction("access:ListTokens", "access:token/*");
        api.MapDelete("/tokens/{id}", RevokeAsync).RequireAction("access:RevokeToken", "access:token/{id}");
    }

    /// <summary>A person's token. The caller needs <c>access:PassRole</c> on the role too: nobody gives away what they do not have.</summary>
    internal static async Task<Results<Ok<IssuedToken>, ProblemHttpResult>> CreateAsync(
        NewToken body, HttpContext context, IAccessControl access, IAccessEvaluator evaluator, ITokens tokens, CancellationToken cancellationToken)
    {
        if (Problem(body) is { } problem)
        {
            return problem.ToProblem();
        }

        var role = await access.FindRoleAsync(body.Role, cancellationToken);
        if (!role.IsOk)
        {
            return role.Error.ToProblem();
        }

        var mayPass = await evaluator.RequireAsync(context.Principal(), PassRole.Action, PassRole.On(body.Role), cancellationToken);
        if (!mayPass.IsOk)
        {
            return mayPass.Error.ToProblem();
        }

        var lifetime = body.LifetimeSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        var issued = await tokens.IssueAsync(new TokenRequest(new Principal(Principal.User, body.Name, body.Role), body.Description ?? "", lifetime), cancellationToken);
        context.Audited()?.Name($"access:token/{issued.Id}", $"user/{body.Name} as {body.Role}");
        return TypedResults.Ok(issued);
    }

    internal static async Task<Ok<Page<TokenInfo>>> ListAsync(string? after, int? limit, IAccessControl access, CancellationToken cancellationToken) =>
        TypedResults.Ok(await access.ListTokensAsync(new PageRequest(after, limit), cancellationToken));

    internal static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(string id, IAccessControl access, CancellationToken cancellationToken)
    {
        var revoked = await access.RevokeTokenAsync(id, cancellationToken);
        return revoked.IsOk ? TypedResults.NoContent() : revoked.Error.ToProblem();
    }

    private static InvalidError? Problem(NewToken body)
    {
        if (UserName.Problem(body.Name, "token-invalid") is { } problem)
        {
            return problem;
        }

        if (string.IsNullOrEmpty(body.Role))
        {
            return new InvalidError("token-invalid", "The role is missing.", "Name one of: `twinyard role list`.");
        }

        return body.LifetimeSeconds is <= 0 or > 10L * 366 * 24 * 3600
            ? new InvalidError("token-invalid", $"A lifetime of {body.LifetimeSeconds} seconds cannot be given.", "Write a number above 0, at most ten years, or leave it out.")
            : null;
    }
}

/// <param name="Name">The user who will act with it.</param>
/// <param name="LifetimeSeconds">Null for a token that lasts until it is revoked.</param>
public sealed record NewToken(string Name, string Role, string? Description, long? LifetimeSeconds);
