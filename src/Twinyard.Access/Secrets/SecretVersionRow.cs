using Twinyard.Access.Secrets.Keys;
using Twinyard.Platform.Time;

namespace Twinyard.Access.Secrets;

/// <summary>A row of <c>access_secret_versions</c>.</summary>
internal sealed class SecretVersionRow
{
    public required string Name { get; init; }

    public long Version { get; init; }

    public required string KeyId { get; init; }

    public required string SealedKey { get; init; }

    public required string SealedValue { get; init; }

    public long CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public SealedSecret Sealed => new(KeyId, SealedKey, SealedValue);

    public static SecretVersionRow Of(string name, int version, SealedSecret secret, string by, long now) => new()
    {
        Name = name,
        Version = version,
        KeyId = secret.KeyId,
        SealedKey = secret.Key,
        SealedValue = secret.Value,
        CreatedAt = now,
        CreatedBy = by,
    };

    public SecretVersionSummary ToSummary() => new((int)Version, UnixMicros.FromUnixMicros(CreatedAt), CreatedBy, KeyId);
}
