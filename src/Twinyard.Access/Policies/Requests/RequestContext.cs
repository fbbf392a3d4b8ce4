using System.Globalization;

namespace Twinyard.Access.Policies.Requests;

/// <summary>What a request of the environment has for conditions and variables.</summary>
internal sealed class RequestContext(Principal principal, string environment, TimeProvider time) : IAccessContext
{
    public IReadOnlyList<string> Values(string key) => Value(key) is { } value ? [value] : [];

    private string? Value(string key) =>
        Is(key, AccessKeys.PrincipalName) ? principal.Name
        : Is(key, AccessKeys.PrincipalKind) ? principal.Kind
        : Is(key, AccessKeys.PrincipalRole) ? principal.Role
        : Is(key, AccessKeys.PrincipalEnvironment) ? principal.Session?.Environment ?? environment
        : Is(key, AccessKeys.Environment) ? environment
        : Is(key, AccessKeys.CurrentTime) ? time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        : Is(key, AccessKeys.EpochTime) ? time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)
        : Is(key, AccessKeys.SourceIp) ? principal.Source?.Address.ToString()
        : Is(key, AccessKeys.SecureTransport) ? principal.Source is { } source ? source.IsSecure ? "true" : "false" : null
        : Is(key, AccessKeys.SessionName) ? principal.Session?.Name
        : null;

    private static bool Is(string key, string known) => string.Equals(key, known, StringComparison.OrdinalIgnoreCase);
}
