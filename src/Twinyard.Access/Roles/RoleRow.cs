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

    /// <summary>A policy in JSON, as are the following; null where there is none.</summary>
    public string? Trust { get; init; }

    public string? Boundary { get; init; }

    /// <summary>In seconds; null for <see cref="Role.DefaultSession"/>.</summary>
    public long? LongestSession { get; init; }

    public Role ToRole() =>
        new(Name, Description, Read($"role {Name}", Policy, PolicyGrammar.Identity), Origin, UnixMicros.FromUnixMicros(UpdatedAt))
        {
            Trust = Trust is null ? null : Read($"trust of role {Name}", Trust, PolicyGrammar.Trust),
            Boundary = Boundary is null ? null : Read($"boundary of role {Name}", Boundary, PolicyGrammar.Identity),
            LongestSession = LongestSession is { } seconds ? TimeSpan.FromSeconds(seconds) : Role.DefaultSession,
        };

    private static PolicyDocument Read(string place, string policy, PolicyGrammar grammar) => PolicyReader.Parse(place, policy, grammar).Value;
}
