using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Access.Secrets;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Endpoints;

internal static class SecretEndpoints
{
    private const string Resource = "access:secret/{name}";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/secrets", ListAsync).RequireAction("access:ListSecrets", "access:secret/*");
        api.MapGet("/secrets/{name}", DescribeAsync).RequireAction("access:DescribeSecret", Resource);
        api.MapPut("/secrets/{name}", SetAsync).RequireAction("access:SetSecret", Resource);
        api.MapGet("/secrets/{name}/value", GetValueAsync).RequireAction(SecretUse.Action, Resource);
        api.MapDelete("/secrets/{name}", DeleteAsync).RequireAction("access:DeleteSecret", Resource);
        api.MapPost("/secret-keys/rotation", RotateAsync).RequireAction("access:RotateSecretKey", "access:secret/*");
    }

    internal static async Task<Ok<Page<SecretSummary>>> ListAsync(string? after, int? limit, SecretVault vault, CancellationToken cancellationToken) =>
        TypedResults.Ok(await vault.ListAsync(new PageRequest(after, limit), cancellationToken));

    internal static async Task<Results<Ok<SecretDetail>, ProblemHttpResult>> DescribeAsync(string name, SecretVault vault, CancellationToken cancellationToken)
    {
        var found = await vault.DescribeAsync(name, cancellationToken);
        return found.IsOk ? TypedResults.Ok(found.Value) : found.Error.ToProblem();
    }

    internal static async Task<Results<Ok<SecretSummary>, ProblemHttpResult>> SetAsync(string name, NewSecretVersion body, HttpContext context, SecretVault vault, CancellationToken cancellationToken)
    {
        var set = await vault.SetAsync(name, body.Value ?? "", body.Description, context.Principal().Name, cancellationToken);
        return set.IsOk ? TypedResults.Ok(set.Value) : set.Error.ToProblem();
    }

    /// <summary>For people. A run has what its manifest names, masked in its log; what it would read here nothing masks.</summary>
    internal static async Task<Results<Ok<SecretValue>, ProblemHttpResult>> GetValueAsync(string name, int? version, HttpContext context, SecretVault vault, CancellationToken cancellationToken)
    {
        if (context.Principal() is { Kind: not Principal.User } other)
        {
            return new DeniedError("secret-for-people", $"{other} is no person and cannot read a secret's value here.", "A run is given the secrets that its manifest names under run.secrets.").ToProblem();
        }

        context.Response.Headers.CacheControl = "no-store";
        var read = await vault.GetAsync(name, version, cancellationToken);
        return read.IsOk ? TypedResults.Ok(read.Value) : read.Error.ToProblem();
    }

    internal static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string name, SecretVault vault, CancellationToken cancellationToken)
    {
        var deleted = await vault.DeleteAsync(name, cancellationToken);
        return deleted.IsOk ? TypedResults.NoContent() : deleted.Error.ToProblem();
    }

    internal static async Task<Results<Ok<KeyRotation>, ProblemHttpResult>> RotateAsync(bool? dropOld, SecretKeyRotation rotation, CancellationToken cancellationToken)
    {
        var rotated = await rotation.RotateAsync(dropOld ?? false, cancellationToken);
        return rotated.IsOk ? TypedResults.Ok(rotated.Value) : rotated.Error.ToProblem();
    }
}

/// <param name="Description">One line for people; null to leave it as it is.</param>
public sealed record NewSecretVersion(string? Value, string? Description)
{
    public override string ToString() => nameof(NewSecretVersion);
}
