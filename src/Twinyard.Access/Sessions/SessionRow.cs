using Twinyard.Platform.Time;

namespace Twinyard.Access.Sessions;

internal sealed class SessionRow
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Hash { get; init; }

    public required string PrincipalKind { get; init; }

    public required string PrincipalName { get; init; }

    public required string SourceRole { get; init; }

    public required string Role { get; init; }

    public string? Policy { get; init; }

    /// <summary>Where the principal is known; null where that is here.</summary>
    public string? Environment { get; init; }

    public required long CreatedAt { get; init; }

    public required long ExpiresAt { get; init; }

    public long? RevokedAt { get; init; }

    public Principal ToPrincipal() => new(PrincipalKind, PrincipalName, Role) { Session = new PrincipalSession(Id, Name, Policy, Environment) };

    public SessionInfo ToInfo() => new(
        Id,
        Name,
        $"{PrincipalKind}/{PrincipalName}",
        SourceRole,
        Role,
        Policy is not null,
        UnixMicros.FromUnixMicros(CreatedAt),
        UnixMicros.FromUnixMicros(ExpiresAt),
        UnixMicros.FromUnixMicros(RevokedAt));
}
