using Twinyard.Platform.Results;

namespace Twinyard.Access.Tokens;

/// <summary>Credentials. Only a hash is stored; the secret is given out once.</summary>
public interface ITokens
{
    /// <exception cref="ArgumentException">The role does not exist.</exception>
    Task<IssuedToken> IssueAsync(TokenRequest request, CancellationToken cancellationToken);

    /// <summary>Looks a presented secret up, that of a session (<see cref="ISessionSource"/>) too; compares in constant time; refuses expired and revoked ones.</summary>
    Task<Result<Principal>> AuthenticateAsync(string secret, CancellationToken cancellationToken);

    /// <summary>Whether the credential that a principal brought when it came still counts, for what lasts longer than a request.</summary>
    /// <returns>An <see cref="UnauthenticatedError"/> once it has ended.</returns>
    Task<Result<Done>> CheckAsync(Principal principal, CancellationToken cancellationToken);

    /// <summary>Revokes every token of a principal, such as a device that is removed.</summary>
    Task RevokeAsync(string principalKind, string principalName, CancellationToken cancellationToken);
}

/// <param name="Lifetime">Null for a token that lasts until it is revoked (devices, the owner's CLI).</param>
public sealed record TokenRequest(Principal Principal, string Description, TimeSpan? Lifetime)
{
    /// <summary>One of <see cref="TokenKind"/>.</summary>
    public string Kind { get; init; } = TokenKind.Given;

    /// <summary>The scope of a personal token; null for none.</summary>
    public string? Policy { get; init; }
}

/// <param name="Id">Public part, for lists and revocation.</param>
/// <param name="Secret">Shown once: <c>ty_…</c>.</param>
public sealed record IssuedToken(string Id, string Secret, DateTimeOffset? ExpiresAt);
