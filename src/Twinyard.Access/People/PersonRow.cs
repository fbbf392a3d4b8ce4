using Twinyard.Platform.Time;

namespace Twinyard.Access.People;

internal sealed class PersonRow
{
    public required string Name { get; init; }

    public required string Role { get; init; }

    /// <summary>Empty where there is none.</summary>
    public required string PasswordHash { get; init; }

    public required string AddedBy { get; init; }

    public required long AddedAt { get; init; }

    public required long PasswordAt { get; init; }

    public long? DisabledAt { get; init; }

    /// <summary>The provider that knows them; null for none.</summary>
    public string? Authority { get; init; }

    /// <summary>As what it knows them; null for none.</summary>
    public string? Subject { get; init; }

    public Principal ToPrincipal() => new(Principal.User, Name, Role);

    public PersonInfo ToInfo() => new(
        Name, Role, AddedBy, UnixMicros.FromUnixMicros(AddedAt), PasswordHash.Length == 0 ? null : UnixMicros.FromUnixMicros(PasswordAt), UnixMicros.FromUnixMicros(DisabledAt), Subject);
}
