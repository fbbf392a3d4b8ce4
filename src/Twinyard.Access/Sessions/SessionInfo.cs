namespace Twinyard.Access.Sessions;

/// <summary>What may be known of a session: everything but its token.</summary>
/// <param name="Principal">Who assumed the role, such as <c>user/alice</c>; <c>user/alice@dev</c> for alice of the environment dev.</param>
/// <param name="SourceRole">The role in which they did; the whole resource name of one of another environment.</param>
public sealed record SessionInfo(
    string Id, string Name, string Principal, string SourceRole, string Role, bool HasPolicy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt);
