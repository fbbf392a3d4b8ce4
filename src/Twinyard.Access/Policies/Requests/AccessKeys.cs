using Twinyard.Platform.Manifests;

namespace Twinyard.Access.Policies.Requests;

/// <summary>The keys that requests of an environment have for conditions and variables.</summary>
public static class AccessKeys
{
    public const string PrincipalName = "tyr:PrincipalName";
    public const string PrincipalKind = "tyr:PrincipalKind";
    public const string PrincipalRole = "tyr:PrincipalRole";
    public const string PrincipalEnvironment = "tyr:PrincipalEnvironment";
    public const string Environment = "tyr:Environment";
    public const string CurrentTime = "tyr:CurrentTime";
    public const string EpochTime = "tyr:EpochTime";
    public const string SourceIp = "tyr:SourceIp";
    public const string SecureTransport = "tyr:SecureTransport";

    public const string SessionName = "tyr:SessionName";
    public const string ExternalId = "tyr:ExternalId";

    /// <summary>Of <c>warehouse:Query</c> on a table: the columns that the statement reads, as the table declares them.</summary>
    public const string Columns = "warehouse:Columns";

    private static readonly string[] Known =
        [PrincipalName, PrincipalKind, PrincipalRole, PrincipalEnvironment, Environment, CurrentTime, EpochTime, SourceIp, SecureTransport, SessionName, ExternalId, Columns];

    /// <returns>What is wrong with the first key that no request will ever have; null where all may be there.</returns>
    internal static string? Problem(IEnumerable<string> keys) =>
        keys.FirstOrDefault(key => !Known.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? $"'{unknown}' is not a key of a request.{Suggestion.For(unknown, Known)} There are {string.Join(", ", Known)}."
            : null;
}
