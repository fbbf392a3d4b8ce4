namespace Twinyard.Access.Tokens;

/// <summary>What may be known of a token: everything but its secret.</summary>
/// <param name="Kind">One of <see cref="TokenKind"/>.</param>
/// <param name="HasScope">Whether it can do less than its role.</param>
public sealed record TokenInfo(
    string Id, Principal Principal, string Kind, bool HasScope, string Description, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt);
