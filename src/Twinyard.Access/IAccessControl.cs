using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;
using Twinyard.Access.Roles;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Access;

/// <summary>What people look at and change: roles, tokens, and why something is allowed or not.</summary>
public interface IAccessControl
{
    ValueTask<IReadOnlyList<Role>> ListRolesAsync(CancellationToken cancellationToken);

    ValueTask<Result<Role>> FindRoleAsync(string name, CancellationToken cancellationToken);

    /// <summary>Newest first; without the sessions of runs and nodes.</summary>
    Task<Page<TokenInfo>> ListTokensAsync(PageRequest page, CancellationToken cancellationToken);

    Task<Result<Done>> RevokeTokenAsync(string id, CancellationToken cancellationToken);

    /// <summary>The evaluator's own decision for anybody acting in the role.</summary>
    ValueTask<Result<AccessDecision>> ExplainAsync(AccessQuestion question, CancellationToken cancellationToken);
}
