using Twinyard.Access.Secrets;
using Twinyard.Platform.Data;

namespace Twinyard.Access.Tests.Secrets;

/// <summary>What something deployed names, as a test says.</summary>
internal sealed class NamedSecrets : ISecretUsers
{
    public List<SecretUser> All { get; } = [];

    public Task<IReadOnlyList<SecretUser>> ListAsync(DbSession session, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SecretUser>>(All);
}
