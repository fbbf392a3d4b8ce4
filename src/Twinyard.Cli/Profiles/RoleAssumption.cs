using System.Text.Json.Nodes;
using Twinyard.Access.Endpoints;
using Twinyard.Access.Sessions;
using Twinyard.Access.Trust;
using Twinyard.Cli.Api;

namespace Twinyard.Cli.Profiles;

/// <summary>Assumes a role, in the environment of whoever asks or in another.</summary>
internal static class RoleAssumption
{
    /// <param name="source">The server that knows whoever asks.</param>
    /// <param name="target">Address of the server that has the role; null where that is not known, which a role of the same environment needs not.</param>
    public static async Task<AssumedRole> AssumeAsync(ApiClient source, string? target, string? authorities, RoleName role, AssumeRoleRequest request, CancellationToken cancellationToken)
    {
        var name = Uri.EscapeDataString(role.Name);
        var here = await source.GetAsync<CallerIdentity>("access/whoami", cancellationToken);
        if (here.Environment == role.Environment)
        {
            return await source.PostAsync<AssumedRole>($"access/assume-role/{name}", request, cancellationToken);
        }

        if (target is null)
        {
            throw new CliError(ExitCodes.Invalid, $"{role} is a role of the environment {role.Environment}, and {source.Url} is {here.Environment}.", $"Name the server of {role.Environment} with --endpoint, or in a profile's url.");
        }

        var assertion = await source.PostAsync<IssuedAssertion>($"access/environments/{Uri.EscapeDataString(role.Environment)}/roles/{name}/assertion", null, cancellationToken);
        using var there = new ApiClient(target, (ICredentialSource?)null, authorities ?? source.Authorities);
        return await there.PostAsync<AssumedRole>(
            $"access/assume-asserted-role/{name}",
            new AssumeAssertedRoleRequest(assertion.Assertion, request.SessionName, request.ExternalId, request.DurationSeconds, (JsonObject?)request.Policy?.DeepClone()),
            cancellationToken);
    }
}
