using Twinyard.Access.Roles;
using Twinyard.Platform.Ports;

namespace Twinyard.Access.Policies;

internal sealed class AccessEvaluator(RoleDirectory roles, IServerAddress server) : IAccessEvaluator
{
    public async ValueTask<AccessDecision> DecideAsync(Principal principal, string action, string resource, CancellationToken cancellationToken)
    {
        if (principal.Kind == Principal.Reproduction && !ReadingActions.Contains(action))
        {
            return new AccessDecision(false, "a run that is reproduced only reads.");
        }

        var role = await roles.FindAsync(principal.Role, cancellationToken);
        return role is null
            ? new AccessDecision(false, $"there is no role {principal.Role}.")
            : role.Policy.Decide(principal.Name, action, $"tyr:{server.Environment}:{resource}");
    }
}
