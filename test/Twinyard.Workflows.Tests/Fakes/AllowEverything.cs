using Twinyard.Access;
using Twinyard.Access.Policies;

namespace Twinyard.Workflows.Tests.Fakes;

internal sealed class AllowEverything : IAccessEvaluator
{
    public ValueTask<AccessDecision> DecideAsync(Principal principal, string action, string resource, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new AccessDecision(true, "test"));
}
