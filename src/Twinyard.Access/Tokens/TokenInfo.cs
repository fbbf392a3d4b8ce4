namespace Twinyard.Access.Tokens;

/// <summary>What may be known of a token: everything but its secret.</summary>
public sealed record TokenInfo(
    string Id, Principal Principal, string Description, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt);
