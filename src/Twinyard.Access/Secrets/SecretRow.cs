using Twinyard.Platform.Time;

namespace Twinyard.Access.Secrets;

/// <summary>A secret with its newest version.</summary>
internal sealed class SecretRow
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    public long Version { get; init; }

    public long Kept { get; init; }

    public long CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public SecretSummary ToSummary(IEnumerable<SecretUser> users) => new(
        Name,
        Description,
        (int)Version,
        (int)Kept,
        UnixMicros.FromUnixMicros(CreatedAt),
        CreatedBy,
        [.. users.Where(user => user.Secret == Name).Select(user => user.User).Order(StringComparer.Ordinal)]);
}
