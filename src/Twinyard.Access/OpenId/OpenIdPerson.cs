using System.Security.Claims;

namespace Twinyard.Access.OpenId;

/// <summary>What the provider says of somebody, after its signature was checked.</summary>
/// <param name="Subject">Theirs at that provider, for ever; names change.</param>
/// <param name="Name">Null where it says none.</param>
internal sealed record OpenIdPerson(string Subject, string? Name, IReadOnlyList<string> Groups)
{
    public const int LongestSubject = 256;

    /// <returns>Null where there is no subject.</returns>
    public static OpenIdPerson? Of(ClaimsPrincipal claims, OpenIdOptions options) => claims.FindFirst("sub")?.Value is { Length: > 0 and <= LongestSubject } subject
        ? new OpenIdPerson(subject, claims.FindFirst(options.NameClaim)?.Value, [.. claims.FindAll(options.GroupsClaim).Select(claim => claim.Value)])
        : null;
}
