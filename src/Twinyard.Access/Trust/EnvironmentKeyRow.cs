using Twinyard.Access.Secrets.Keys;

namespace Twinyard.Access.Trust;

internal sealed class EnvironmentKeyRow
{
    /// <summary><see cref="PublicKey.Id"/>.</summary>
    public required string Id { get; init; }

    /// <summary><see cref="PublicKey"/> in JSON.</summary>
    public required string PublicKey { get; init; }

    public required string KeyId { get; init; }

    public required string SealedKey { get; init; }

    public required string SealedValue { get; init; }

    public required long CreatedAt { get; init; }

    public SealedSecret Sealed => new(KeyId, SealedKey, SealedValue);
}
