using Twinyard.Platform.Time;

namespace Twinyard.Access.Tokens;

internal sealed class TokenRow
{
    public required string Id { get; init; }

    public required string Hash { get; init; }

    public required string PrincipalKind { get; init; }

    public required string PrincipalName { get; init; }

    public required string Role { get; init; }

    public required string Description { get; init; }

    public required long CreatedAt { get; init; }

    public long? ExpiresAt { get; init; }

    public long? RevokedAt { get; init; }

    public Principal ToPrincipal() => new(PrincipalKind, PrincipalName, Role);

    public TokenInfo ToInfo() => new(
        Id, ToPrincipal(), Description, UnixMicros.FromUnixMicros(CreatedAt), UnixMicros.FromUnixMicros(ExpiresAt), UnixMicros.FromUnixMicros(RevokedAt));
}
