using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;
using Twinyard.Access.Roles;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Workflows.Tests.Fakes;

/// <summary>Knows the names of roles and nothing else.</summary>
internal sealed class FakeRoles : IAccessControl
{
    public HashSet<string> Names { get; } = ["evaluator"];

    public ValueTask<Result<Role>> FindRoleAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult<Result<Role>>(
        Names.Contains(name)
            ? new Role(name, "", new PolicyDocument([]), "deployed", DateTimeOffset.UnixEpoch)
            : new NotFoundError("role-not-found", $"There is no role {name}."));

    public ValueTask<IReadOnlyList<Role>> ListRolesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<TokenInfo>> ListTokensAsync(PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Result<Done>> RevokeTokenAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Result<AccessDecision>> ExplainAsync(AccessQuestion question, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
