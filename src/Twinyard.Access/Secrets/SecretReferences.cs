using System.Text.Json;
using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Secrets;

/// <summary>References of declarations to secrets: that there is such a secret, and that the role they act in allows it.</summary>
internal sealed class SecretReferences(SecretVault vault, SecretStore store, AccessEvaluator access, IServerAddress server, TimeProvider time) : IReferredKind
{
    public string Kind => SecretUse.Kind;

    public static DeniedError Denied(string role, string secret, string reason) => new(
        "secret-denied",
        $"The role {role} may not use the secret {secret}: {reason}",
        $"Name a role whose policy allows {SecretUse.Action} on tyr:*:{SecretUse.Resource(secret)}.");

    public async Task<string?> ProblemAsync(string name, DbSession session, CancellationToken cancellationToken) =>
        await store.SummaryAsync(name, session, cancellationToken) is null ? (await vault.UnknownAsync(name, session, cancellationToken)).ToString() : null;

    /// <summary>Decided as for a run at this time; the run itself is decided on when it starts.</summary>
    public async Task<string?> ProblemAsync(ResourceReference reference, Func<string, string, string?> declared, DbSession session, CancellationToken cancellationToken)
    {
        if (await ProblemAsync(reference.Name, session, cancellationToken) is { } problem)
        {
            return problem;
        }

        if (reference.Role is not { Length: > 0 } role)
        {
            return null;
        }

        var run = new Principal(Principal.Run, "", role);
        var decision = declared("role", role) is { } specification
            ? Decide(run, specification, reference.Name)
            : await access.DecideAsync(run, SecretUse.Action, SecretUse.Resource(reference.Name), cancellationToken);
        return decision.Allowed ? null : Denied(role, reference.Name, decision.Reason).ToString();
    }

    private AccessDecision Decide(Principal run, string specification, string secret)
    {
        using var json = JsonDocument.Parse(specification);
        var policy = PolicyReader.Parse($"role {run.Role}", json.RootElement.GetProperty("policy").GetRawText(), PolicyGrammar.Identity).Value;
        var name = $"tyr:{server.Environment}:";
        return new PolicySet([($"role {run.Role}", policy)], null, []).Decide(new AccessRequest(
            [$"{name}access:{run.Kind}/{run.Name}", $"{name}access:role/{run.Role}"], SecretUse.Action, name + SecretUse.Resource(secret), new RequestContext(run, server.Environment, time)));
    }
}
