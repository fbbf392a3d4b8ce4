using Twinyard.Access.Secrets.Keys;

namespace Twinyard.Access.Secrets.Sealed;

/// <summary>A row of <c>access_sealed_values</c>.</summary>
internal sealed class SealedValueRow
{
    public required string Name { get; init; }

    public required string KeyId { get; init; }

    public required string SealedKey { get; init; }

    public required string SealedValue { get; init; }

    public required long CreatedAt { get; init; }

    public SealedSecret Sealed => new(KeyId, SealedKey, SealedValue);
}
