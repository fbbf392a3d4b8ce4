using Twinyard.Platform.Data;

namespace Twinyard.Access.Trust;

internal sealed class TrustStore
{
    public Task PutAsync(DbSession session, TrustedEnvironmentRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO access_trusted_environments (name, trusted_by, trusted_at) VALUES (@Name, @TrustedBy, @TrustedAt)
            ON CONFLICT (name) DO UPDATE SET trusted_by = excluded.trusted_by, trusted_at = excluded.trusted_at
            """,
            row,
            cancellationToken);

    public Task PutAsync(DbSession session, TrustedKeyRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync("INSERT INTO access_trusted_keys (environment, id, public_key) VALUES (@Environment, @Id, @PublicKey)", row, cancellationToken);

    public Task RemoveKeysAsync(DbSession session, string environment, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM access_trusted_keys WHERE environment = @environment", new { environment }, cancellationToken);

    public Task<int> RemoveAsync(DbSession session, string environment, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM access_trusted_environments WHERE name = @environment", new { environment }, cancellationToken);

    public Task<IReadOnlyList<TrustedEnvironmentRow>> ListAsync(DbSession session, string? after, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<TrustedEnvironmentRow>(
            "SELECT name AS Name, trusted_by AS TrustedBy, trusted_at AS TrustedAt FROM access_trusted_environments WHERE name > @after ORDER BY name LIMIT @limit",
            new { after = after ?? "", limit },
            cancellationToken);

    public Task<IReadOnlyList<TrustedKeyRow>> KeysAsync(DbSession session, string environment, CancellationToken cancellationToken) =>
        session.QueryAsync<TrustedKeyRow>("SELECT environment AS Environment, id AS Id, public_key AS PublicKey FROM access_trusted_keys WHERE environment = @environment ORDER BY id", new { environment }, cancellationToken);

    /// <summary>Keeps the environment trusted, by that key, until the transaction ends.</summary>
    /// <returns>False where it is not.</returns>
    public async Task<bool> HoldAsync(DbSession session, string environment, string key, CancellationToken cancellationToken) =>
        await session.ExecuteAsync("UPDATE access_trusted_environments SET trusted_at = trusted_at WHERE name = @environment", new { environment }, cancellationToken) == 1
        && await session.FirstAsync<long>("SELECT COUNT(*) FROM access_trusted_keys WHERE environment = @environment AND id = @key", new { environment, key }, cancellationToken) == 1;

    /// <returns>False where it was used before.</returns>
    public async Task<bool> UseAsync(DbSession session, string environment, string assertion, long expiresAt, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "INSERT INTO access_used_assertions (environment, id, expires_at) VALUES (@environment, @assertion, @expiresAt) ON CONFLICT (environment, id) DO NOTHING",
            new { environment, assertion, expiresAt },
            cancellationToken) == 1;

    public Task RemoveUsedAsync(DbSession session, long expiredBefore, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM access_used_assertions WHERE expires_at < @expiredBefore", new { expiredBefore }, cancellationToken);
}
