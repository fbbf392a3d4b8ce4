namespace Twinyard.Access.Sessions;

/// <summary>What may be known of a session: everything but its token.</summary>
/// <param name="Principal">Who assumed the role, such as <c>user/alice</c>.</param>
/// <param name="SourceRole">The role in which they did.</param>
public sealed record SessionInfo(
    string Id, string Name, string Principal, string SourceRole, string Role, bool HasPolicy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt);
