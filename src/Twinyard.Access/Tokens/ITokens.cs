using Twinyard.Platform.Data;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Tokens;

/// <summary>Credentials. Only a hash is stored; the secret is given out once.</summary>
public interface ITokens
{
    /// <exception cref="ArgumentException">The role does not exist.</exception>
    Task<IssuedToken> IssueAsync(TokenRequest request, CancellationToken cancellationToken);

    /// <summary>Issues with the unit of work: one for each request in their order, null where the role does not exist.</summary>
    Task<IReadOnlyList<IssuedToken?>> IssueAsync(IReadOnlyList<TokenRequest> requests, DbSession session, CancellationToken cancellationToken);

    /// <summary>Looks a presented secret up; compares in constant time; refuses expired and revoked ones.</summary>
    Task<Result<Principal>> AuthenticateAsync(string secret, CancellationToken cancellationToken);

    /// <summary>Revokes every token of a principal, such as a run's session when the run ends.</summary>
    Task RevokeAsync(string principalKind, string principalName, CancellationToken cancellationToken);

    /// <summary>The same for several principals, with the unit of work.</summary>
    Task RevokeAsync(string principalKind, IReadOnlyList<string> principalNames, DbSession session, CancellationToken cancellationToken);
}

/// <param name="Lifetime">Null for a token that lasts until it is revoked (devices, the owner's CLI).</param>
public sealed record TokenRequest(Principal Principal, string Description, TimeSpan? Lifetime);

/// <param name="Id">Public part, for lists and revocation.</param>
/// <param name="Secret">Shown once: <c>ty_…</c>.</param>
public sealed record IssuedToken(string Id, string Secret, DateTimeOffset? ExpiresAt);
