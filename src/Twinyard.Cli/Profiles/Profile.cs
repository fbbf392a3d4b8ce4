namespace Twinyard.Cli.Profiles;

/// <summary>A named way to a server: with a credential of its own, or with a role that is assumed with another profile.</summary>
/// <param name="Url">The server; null where <paramref name="Home"/> or the source profile says it.</param>
/// <param name="Home">The data directory of a server on this machine.</param>
/// <param name="CaFile">PEM file of the authorities whose certificates of servers are trusted; null for the machine's.</param>
/// <param name="CredentialFile">Null for the owner's in <paramref name="Home"/>.</param>
/// <param name="Role">The role to assume; null where there is none.</param>
/// <param name="Source">The profile that assumes it.</param>
internal sealed record Profile(
    string Name, string? Url, string? Home, string? CaFile, string? CredentialFile, RoleName? Role, string? Source, string? SessionName, string? ExternalId, long? DurationSeconds);
