using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;
using Twinyard.Access.Roles;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Access;

internal sealed class AccessControl(RoleDirectory roles, TokenService tokens, AccessEvaluator evaluator) : IAccessControl
{
    public ValueTask<IReadOnlyList<Role>> ListRolesAsync(CancellationToken cancellationToken) => roles.ListAsync(cancellationToken);

    public async ValueTask<Result<Role>> FindRoleAsync(string name, CancellationToken cancellationToken)
    {
        if (await roles.FindAsync(name, cancellationToken) is { } role)
        {
            return role.Role;
        }

        var known = await roles.ListAsync(cancellationToken);
        return new NotFoundError("role-not-found", $"There is no role {name}.{Suggestion.For(name, known.Select(r => r.Name).ToArray())}", "List them: `twinyard role list`.");
    }

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
