using Twinyard.Access;
using Twinyard.Access.Secrets;
using Twinyard.Platform.Results;

namespace Twinyard.Notifications.Tests;

/// <summary>Secrets in memory.</summary>
public sealed class TestSecrets : ISecrets
{
    public Dictionary<string, string> Values { get; } = [];

    public Task<Result<RunSecrets>> OpenAsync(Principal principal, IReadOnlyCollection<SecretUse> uses, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Result<string>> ReadAsync(string name, CancellationToken cancellationToken) => Task.FromResult<Result<string>>(
        Values.TryGetValue(name, out var value) ? value : new NotFoundError("secret-not-found", $"There is no secret '{name}'."));
}
