using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;

namespace Twinyard.Warehouse.Tests.Queries;

/// <summary>Decides by one policy, whoever asks.</summary>
internal sealed class PolicyAccess(string policy) : IAccessEvaluator
{
    private readonly PolicySet _policies = new([("the policy", PolicyReader.Parse("policy", policy, PolicyGrammar.Identity).Value)], null, []);

    public ValueTask<AccessDecision> DecideAsync(Principal principal, string action, string resource, IAccessContext given, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_policies.Decide(new AccessRequest([$"tyr:dev:access:{principal.Kind}/{principal.Name}"], action, $"tyr:dev:{resource}", given)));
}
