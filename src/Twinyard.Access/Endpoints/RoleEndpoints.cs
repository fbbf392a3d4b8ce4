using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Access.Roles;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;

namespace Twinyard.Access.Endpoints;

internal static class RoleEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/roles", ListAsync).RequireAction("access:ListRoles", "access:role/*");
        api.MapGet("/roles/{name}", GetAsync).RequireAction("access:GetRole", "access:role/{name}");
    }

    /// <summary>All on one page: roles are few.</summary>
    internal static async Task<Ok<Page<RoleDetail>>> ListAsync(IAccessControl access, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<RoleDetail>([.. (await access.ListRolesAsync(cancellationToken)).Select(RoleDetail.Of)], null));

    internal static async Task<Results<Ok<RoleDetail>, ProblemHttpResult>> GetAsync(string name, IAccessControl access, CancellationToken cancellationToken)
    {
        var role = await access.FindRoleAsync(name, cancellationToken);
        return role.IsOk ? TypedResults.Ok(RoleDetail.Of(role.Value)) : role.Error.ToProblem();
    }
}

/// <param name="Policy">In IAM's JSON grammar, as are the others.</param>
/// <param name="Trust">Who may assume it; null where nobody may.</param>
/// <param name="Boundary">The permission boundary; null for none.</param>
/// <param name="LongestSessionSeconds">How long a session of it lasts at most.</param>
public sealed record RoleDetail(
    string Name, string Description, string Origin, DateTimeOffset UpdatedAt, JsonObject Policy, JsonObject? Trust, JsonObject? Boundary, long LongestSessionSeconds)
{
    internal static RoleDetail Of(Role role) => new(
        role.Name, role.Description, role.Origin, role.UpdatedAt, role.Policy.ToJson(), role.Trust?.ToJson(), role.Boundary?.ToJson(), (long)role.LongestSession.TotalSeconds);
}
