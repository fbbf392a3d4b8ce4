using Twinyard.Access.Policies;
using Twinyard.Platform.Time;

namespace Twinyard.Access.Roles;

internal sealed class RoleRow
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Policy { get; init; }

    public required string Origin { get; init; }

    public required long UpdatedAt { get; init; }

    public Role ToRole() =>
        new(Name, Description, PolicyReader.Parse($"role {Name}", Policy, PolicyGrammar.Identity).Value, Origin, UnixMicros.FromUnixMicros(UpdatedAt));
}
