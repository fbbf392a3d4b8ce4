using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;

namespace Twinyard.Workflows.Tests.Fakes;

internal sealed class AllowEverything : IAccessEvaluator
{
    public ValueTask<AccessDecision> DecideAsync(Principal principal, string action, string resource, IAccessContext given, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new AccessDecision(true, "test"));
}
