using Twinyard.Platform.Data;

namespace Twinyard.Access.Sessions;

internal sealed class SessionStore
{
    private const string Columns =
        """
        id AS Id, name AS Name, hash AS Hash, principal_kind AS PrincipalKind, principal_name AS PrincipalName, source_role AS SourceRole, role AS Role, policy AS Policy, environment AS Environment,
        created_at AS CreatedAt, expires_at AS ExpiresAt, revoked_at AS RevokedAt
        """;

    public Task InsertAsync(DbSession session, SessionRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO access_sessions (id, name, hash, principal_kind, principal_name, source_role, role, policy, environment, created_at, expires_at)
            VALUES (@Id, @Name, @Hash, @PrincipalKind, @PrincipalName, @SourceRole, @Role, @Policy, @Environment, @CreatedAt, @ExpiresAt)
            """,
            row,
            cancellationToken);

    public Task<SessionRow?> FindAsync(DbSession session, string id, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<SessionRow>($"SELECT {Columns} FROM access_sessions WHERE id = @id", new { id }, cancellationToken);

    /// <summary>Newest first; ids are ordered by time.</summary>
    public Task<IReadOnlyList<SessionRow>> ListAsync(DbSession session, string? before, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<SessionRow>(
            $"SELECT {Columns} FROM access_sessions WHERE (@before IS NULL OR id < @before) ORDER BY id DESC LIMIT @limit", new { before, limit }, cancellationToken);

    public Task<int> RevokeAsync(DbSession session, string id, long now, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE access_sessions SET revoked_at = COALESCE(revoked_at, @now) WHERE id = @id", new { id, now }, cancellationToken);

    /// <summary>Of the people of another environment.</summary>
    /// <returns>How many had not ended.</returns>
    public Task<int> RevokeOfAsync(DbSession session, string environment, long now, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE access_sessions SET revoked_at = @now WHERE environment = @environment AND revoked_at IS NULL AND expires_at > @now", new { environment, now }, cancellationToken);

    /// <summary>Of a person of this environment.</summary>
    public Task RevokeOfPersonAsync(DbSession session, string name, long now, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "UPDATE access_sessions SET revoked_at = @now WHERE environment IS NULL AND principal_name = @name AND revoked_at IS NULL AND expires_at > @now", new { name, now }, cancellationToken);

    public Task<int> RemoveEndedAsync(DbSession session, long endedBefore, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM access_sessions WHERE expires_at < @endedBefore", new { endedBefore }, cancellationToken);
}
