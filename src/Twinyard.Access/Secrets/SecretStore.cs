using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;

namespace Twinyard.Access.Secrets;

internal sealed class SecretStore
{
    private const string Columns =
        "name AS Name, version AS Version, key_id AS KeyId, sealed_key AS SealedKey, sealed_value AS SealedValue, created_at AS CreatedAt, created_by AS CreatedBy";

    private const string Summaries =
        """
        SELECT s.name AS Name, s.description AS Description, v.version AS Version, v.created_at AS CreatedAt, v.created_by AS CreatedBy,
            (SELECT COUNT(*) FROM access_secret_versions k WHERE k.name = s.name) AS Kept
        FROM access_secrets s JOIN access_secret_versions v ON v.name = s.name AND v.version = s.last_version
        WHERE s.deleted_at IS NULL
        """;

    /// <summary>The number that a version gave last, also of a deleted secret; null for one that never was.</summary>
    public Task<long?> LastVersionAsync(string name, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<long?>("SELECT last_version FROM access_secrets WHERE name = @Name", new { Name = name }, cancellationToken);

    /// <param name="description">Null to leave it as it is.</param>
    public Task PutAsync(string name, string? description, long version, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO access_secrets (name, description, last_version) VALUES (@Name, COALESCE(@Description, ''), @Version)
            ON CONFLICT (name) DO UPDATE SET last_version = excluded.last_version, deleted_at = NULL,
                description = COALESCE(@Description, CASE WHEN access_secrets.deleted_at IS NULL THEN access_secrets.description ELSE '' END)
            """,
            new { Name = name, Description = description, Version = version },
            cancellationToken);

    public Task InsertAsync(SecretVersionRow row, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO access_secret_versions (name, version, key_id, sealed_key, sealed_value, created_at, created_by)
            VALUES (@Name, @Version, @KeyId, @SealedKey, @SealedValue, @CreatedAt, @CreatedBy)
            """,
            row,
            cancellationToken);

    /// <summary>Of one secret; those up to a number.</summary>
    public Task DeleteVersionsAsync(string name, long upTo, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM access_secret_versions WHERE name = @Name AND version <= @UpTo", new { Name = name, UpTo = upTo }, cancellationToken);

    public Task DeleteAsync(string name, long now, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE access_secrets SET deleted_at = @Now WHERE name = @Name", new { Name = name, Now = now }, cancellationToken);

    /// <param name="version">Null for the newest.</param>
    public Task<SecretVersionRow?> FindAsync(string name, int? version, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<SecretVersionRow>(
            $"SELECT {Columns} FROM access_secret_versions WHERE name = @Name AND version = COALESCE(CAST(@Version AS bigint), (SELECT last_version FROM access_secrets WHERE name = @Name))",
            new { Name = name, Version = (long?)version },
            cancellationToken);

    public Task<SecretRow?> SummaryAsync(string name, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<SecretRow>($"{Summaries} AND s.name = @Name", new { Name = name }, cancellationToken);

    public async Task<Page<SecretRow>> ListAsync(PageRequest page, DbSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<SecretRow>($"{Summaries} AND s.name > @After ORDER BY s.name LIMIT @Limit", new { After = page.After ?? "", Limit = page.Size + 1 }, cancellationToken);
        return Page<SecretRow>.Cut(rows, page.Size, row => row.Name);
    }

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<SecretVersionRow>> VersionsAsync(string name, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<SecretVersionRow>($"SELECT {Columns} FROM access_secret_versions WHERE name = @Name ORDER BY version DESC", new { Name = name }, cancellationToken);

    public Task<IReadOnlyList<string>> NamesAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<string>("SELECT name FROM access_secrets WHERE deleted_at IS NULL ORDER BY name", null, cancellationToken);

    /// <summary>The keys with which anything is encrypted.</summary>
    public Task<IReadOnlyList<string>> KeysAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<string>(
            "SELECT key_id FROM access_secret_versions UNION SELECT key_id FROM access_sealed_values UNION SELECT key_id FROM access_environment_keys", null, cancellationToken);

    /// <summary>Versions that are encrypted with another key than the given one.</summary>
    public Task<IReadOnlyList<SecretVersionRow>> OfOtherKeysAsync(string keyId, int limit, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<SecretVersionRow>(
            $"SELECT {Columns} FROM access_secret_versions WHERE key_id <> @KeyId ORDER BY name, version LIMIT @Limit", new { KeyId = keyId, Limit = limit }, cancellationToken);

    public Task SealAgainAsync(SecretVersionRow row, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "UPDATE access_secret_versions SET key_id = @KeyId, sealed_key = @SealedKey, sealed_value = @SealedValue WHERE name = @Name AND version = @Version", row, cancellationToken);
}
