using Twinyard.Platform.Data;

namespace Twinyard.Access.Secrets.Sealed;

internal sealed class SealedValueStore
{
    private const string Columns = "name AS Name, key_id AS KeyId, sealed_key AS SealedKey, sealed_value AS SealedValue, created_at AS CreatedAt";

    public Task<SealedValueRow?> FindAsync(string name, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<SealedValueRow>($"SELECT {Columns} FROM access_sealed_values WHERE name = @Name", new { Name = name }, cancellationToken);

    /// <summary>In place of the one before.</summary>
    public Task PutAsync(SealedValueRow row, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO access_sealed_values (name, key_id, sealed_key, sealed_value, created_at) VALUES (@Name, @KeyId, @SealedKey, @SealedValue, @CreatedAt)
            ON CONFLICT (name) DO UPDATE SET key_id = excluded.key_id, sealed_key = excluded.sealed_key, sealed_value = excluded.sealed_value, created_at = excluded.created_at
            """,
            row,
            cancellationToken);

    public Task DeleteAsync(string name, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM access_sealed_values WHERE name = @Name", new { Name = name }, cancellationToken);

    /// <summary>Those that are encrypted with another key than the given one.</summary>
    public Task<IReadOnlyList<SealedValueRow>> OfOtherKeysAsync(string keyId, int limit, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<SealedValueRow>(
            $"SELECT {Columns} FROM access_sealed_values WHERE key_id <> @KeyId ORDER BY name LIMIT @Limit", new { KeyId = keyId, Limit = limit }, cancellationToken);

    /// <summary>Does nothing where it was deleted meanwhile.</summary>
    public Task SealAgainAsync(SealedValueRow row, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE access_sealed_values SET key_id = @KeyId, sealed_key = @SealedKey, sealed_value = @SealedValue WHERE name = @Name", row, cancellationToken);
}
