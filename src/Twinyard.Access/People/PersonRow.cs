using Twinyard.Platform.Time;

namespace Twinyard.Access.People;

internal sealed class PersonRow
{
    public required string Name { get; init; }

    public required string Role { get; init; }

    public required string PasswordHash { get; init; }

    public required string AddedBy { get; init; }

    public required long AddedAt { get; init; }

    public required long PasswordAt { get; init; }

    public long? DisabledAt { get; init; }

    public Principal ToPrincipal() => new(Principal.User, Name, Role);

    public PersonInfo ToInfo() => new(Name, Role, AddedBy, UnixMicros.FromUnixMicros(AddedAt), UnixMicros.FromUnixMicros(PasswordAt), UnixMicros.FromUnixMicros(DisabledAt));
}
