using Twinyard.Access;
using Twinyard.Access.Secrets;
using Twinyard.Platform.Results;

namespace Twinyard.Workflows.Tests.Fakes;

/// <summary>Secrets in memory, and who may have them.</summary>
internal sealed class FakeSecrets : ISecrets
{
    /// <summary>Name → version and value.</summary>
    public Dictionary<string, (int Version, string Value)> Values { get; } = [];

    /// <summary>Who has asked for what.</summary>
    public List<(Principal Principal, string[] Names)> Asked { get; } = [];

    public Task<Result<RunSecrets>> OpenAsync(Principal principal, IReadOnlyCollection<SecretUse> uses, CancellationToken cancellationToken)
    {
        if (uses.Count > 0)
        {
            Asked.Add((principal, [.. uses.Select(use => use.Name)]));
        }

        return Task.FromResult<Result<RunSecrets>>(uses.Select(use => use.Name).FirstOrDefault(name => !Values.ContainsKey(name)) is { } missing
            ? new DeniedError("secret-denied", $"The role {principal.Role} may not use the secret {missing}.")
            : RunSecrets.Of([.. uses.Select(use => new RunSecret(use, Values[use.Name].Version, Values[use.Name].Value))]));
    }

    public Task<Result<string>> ReadAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();
}
