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

    public string Kind { get; init; } = TokenKind.Given;

    public string? Policy { get; init; }

    public required long CreatedAt { get; init; }

    public long? ExpiresAt { get; init; }

    public long? RevokedAt { get; init; }

    public Principal ToPrincipal() => new(PrincipalKind, PrincipalName, Role) { Token = Kind == TokenKind.Personal ? new PersonalToken(Id, Policy) : null };

    public TokenInfo ToInfo() => new(
        Id, new Principal(PrincipalKind, PrincipalName, Role), Kind, Policy is not null, Description, UnixMicros.FromUnixMicros(CreatedAt), UnixMicros.FromUnixMicros(ExpiresAt), UnixMicros.FromUnixMicros(RevokedAt));
}
