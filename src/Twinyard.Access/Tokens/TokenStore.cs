using Twinyard.Platform.Data;

namespace Twinyard.Access.Tokens;

internal sealed class TokenStore
{
    private const string Columns =
        """
        id AS Id, hash AS Hash, principal_kind AS PrincipalKind, principal_name AS PrincipalName, role AS Role, kind AS Kind, policy AS Policy, description AS Description,
        created_at AS CreatedAt, expires_at AS ExpiresAt, revoked_at AS RevokedAt
        """;

    public Task InsertAsync(DbSession session, TokenRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO access_tokens (id, hash, principal_kind, principal_name, role, kind, policy, description, created_at, expires_at)
            VALUES (@Id, @Hash, @PrincipalKind, @PrincipalName, @Role, @Kind, @Policy, @Description, @CreatedAt, @ExpiresAt)
            """,
            row,
            cancellationToken);

    public Task<TokenRow?> FindAsync(DbSession session, string id, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<TokenRow>($"SELECT {Columns} FROM access_tokens WHERE id = @id", new { id }, cancellationToken);

    /// <summary>Newest first, without the sessions of runs, which live as long as their run, and those that nodes renew by themselves.</summary>
    public Task<IReadOnlyList<TokenRow>> ListAsync(DbSession session, long createdBefore, string idBefore, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<TokenRow>(
            $"""
            SELECT {Columns} FROM access_tokens
            WHERE principal_kind NOT IN ('run', 'node') AND (created_at < @createdBefore OR (created_at = @createdBefore AND id < @idBefore))
            ORDER BY created_at DESC, id DESC LIMIT @limit
            """,
            new { createdBefore, idBefore, limit },
            cancellationToken);

    public Task<int> RevokeAsync(DbSession session, string id, long now, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE access_tokens SET revoked_at = COALESCE(revoked_at, @now) WHERE id = @id", new { id, now }, cancellationToken);

    public Task RevokeAsync(DbSession session, string kind, string name, long now, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "UPDATE access_tokens SET revoked_at = @now WHERE principal_kind = @kind AND principal_name = @name AND revoked_at IS NULL",
            new { kind, name, now },
            cancellationToken);

    /// <summary>Of a person, those that they made by themselves; newest first.</summary>
    public Task<IReadOnlyList<TokenRow>> ListPersonalAsync(DbSession session, string name, CancellationToken cancellationToken) =>
        session.QueryAsync<TokenRow>(
            $"SELECT {Columns} FROM access_tokens WHERE principal_kind = 'user' AND principal_name = @name AND kind = 'personal' ORDER BY created_at DESC, id DESC", new { name }, cancellationToken);

    public Task<int> RevokePersonalAsync(DbSession session, string name, string id, long now, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "UPDATE access_tokens SET revoked_at = COALESCE(revoked_at, @now) WHERE id = @id AND principal_kind = 'user' AND principal_name = @name AND kind = 'personal'", new { id, name, now }, cancellationToken);

    /// <summary>Of a person, those of one kind.</summary>
    public Task RevokeKindAsync(DbSession session, string name, string kind, long now, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "UPDATE access_tokens SET revoked_at = @now WHERE principal_kind = 'user' AND principal_name = @name AND kind = @kind AND revoked_at IS NULL", new { name, kind, now }, cancellationToken);

    /// <returns>How many rows were removed, at most <paramref name="limit"/>.</returns>
    public Task<int> RemoveEndedAsync(DbSession session, long endedBefore, int limit, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            DELETE FROM access_tokens WHERE id IN (
                SELECT id FROM access_tokens WHERE expires_at < @endedBefore OR revoked_at < @endedBefore LIMIT @limit)
            """,
            new { endedBefore, limit },
            cancellationToken);
}
