using Twinyard.Platform.Data;

namespace Twinyard.Access.Trust;

internal sealed class EnvironmentKeyStore
{
    private const string Columns = "id AS Id, public_key AS PublicKey, key_id AS KeyId, sealed_key AS SealedKey, sealed_value AS SealedValue, created_at AS CreatedAt";

    /// <summary>Oldest first.</summary>
    public Task<IReadOnlyList<EnvironmentKeyRow>> ListAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<EnvironmentKeyRow>($"SELECT {Columns} FROM access_environment_keys ORDER BY created_at, id", null, cancellationToken);

    public Task InsertAsync(DbSession session, EnvironmentKeyRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "INSERT INTO access_environment_keys (id, public_key, key_id, sealed_key, sealed_value, created_at) VALUES (@Id, @PublicKey, @KeyId, @SealedKey, @SealedValue, @CreatedAt)", row, cancellationToken);

    public Task SealAgainAsync(DbSession session, EnvironmentKeyRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE access_environment_keys SET key_id = @KeyId, sealed_key = @SealedKey, sealed_value = @SealedValue WHERE id = @Id", row, cancellationToken);

    public Task DeleteOthersAsync(DbSession session, string id, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM access_environment_keys WHERE id <> @id", new { id }, cancellationToken);
}
