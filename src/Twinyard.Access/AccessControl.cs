using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;
using Twinyard.Access.Roles;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Access;

internal sealed class AccessControl(RoleDirectory roles, TokenService tokens, AccessEvaluator evaluator) : IAccessControl
{
    public ValueTask<IReadOnlyList<Role>> ListRolesAsync(CancellationToken cancellationToken) => roles.ListAsync(cancellationToken);

    public async ValueTask<Result<Role>> FindRoleAsync(string name, CancellationToken cancellationToken) => (await roles.RequireAsync(name, cancellationToken)).Map(role => role.Role);

    public Task<Page<TokenInfo>> ListTokensAsync(PageRequest page, CancellationToken cancellationToken) => tokens.ListAsync(page, cancellationToken);

    public Task<Result<Done>> RevokeTokenAsync(string id, CancellationToken cancellationToken) => tokens.RevokeAsync(id, cancellationToken);

    public async ValueTask<Result<AccessDecision>> ExplainAsync(AccessQuestion question, CancellationToken cancellationToken)
    {
        var found = await FindRoleAsync(question.Role, cancellationToken);
        return found.IsOk
            ? await evaluator.ExplainAsync(new Principal(Principal.User, question.PrincipalName ?? "", question.Role), question, cancellationToken)
            : found.Error;
    }
}
