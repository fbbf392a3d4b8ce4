using Twinyard.Platform.Data;

namespace Twinyard.Access.People;

internal sealed class PersonStore
{
    private const string Columns =
        "name AS Name, role AS Role, password_hash AS PasswordHash, added_by AS AddedBy, added_at AS AddedAt, password_at AS PasswordAt, disabled_at AS DisabledAt, openid_authority AS Authority, openid_subject AS Subject";

    /// <returns>False where there is one of that name, or of that subject.</returns>
    public async Task<bool> InsertAsync(DbSession session, PersonRow row, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            """
            INSERT INTO access_people (name, role, password_hash, added_by, added_at, password_at, openid_authority, openid_subject)
            VALUES (@Name, @Role, @PasswordHash, @AddedBy, @AddedAt, @PasswordAt, @Authority, @Subject)
            ON CONFLICT DO NOTHING
            """,
            row,
            cancellationToken) == 1;

    public Task<PersonRow?> FindAsync(DbSession session, string name, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<PersonRow>($"SELECT {Columns} FROM access_people WHERE name = @name", new { name }, cancellationToken);

    public Task<PersonRow?> FindBySubjectAsync(DbSession session, string authority, string subject, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<PersonRow>(
            $"SELECT {Columns} FROM access_people WHERE openid_authority = @authority AND openid_subject = @subject", new { authority, subject }, cancellationToken);

    /// <param name="subject">Null for nobody any more.</param>
    public Task<int> SetSubjectAsync(DbSession session, string name, string? authority, string? subject, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE access_people SET openid_authority = @authority, openid_subject = @subject WHERE name = @name", new { name, authority, subject }, cancellationToken);

    /// <summary>As <see cref="HoldAsync"/>, for somebody whom the provider has spoken for.</summary>
    public async Task<bool> HoldLinkedAsync(DbSession session, string name, string role, string authority, string subject, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "UPDATE access_people SET role = role WHERE name = @name AND role = @role AND openid_authority = @authority AND openid_subject = @subject AND disabled_at IS NULL",
            new { name, role, authority, subject },
            cancellationToken) == 1;

    public Task<IReadOnlyList<PersonRow>> ListAsync(DbSession session, string? after, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<PersonRow>($"SELECT {Columns} FROM access_people WHERE name > @after ORDER BY name LIMIT @limit", new { after = after ?? "", limit }, cancellationToken);

    public Task<int> SetPasswordAsync(DbSession session, string name, string hash, long now, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE access_people SET password_hash = @hash, password_at = @now WHERE name = @name", new { name, hash, now }, cancellationToken);

    /// <summary>Keeps the person as they are, with that password, until the transaction ends.</summary>
    /// <returns>False where they are not, or may not sign in.</returns>
    public async Task<bool> HoldAsync(DbSession session, string name, string hash, CancellationToken cancellationToken) =>
        await session.ExecuteAsync("UPDATE access_people SET role = role WHERE name = @name AND password_hash = @hash AND disabled_at IS NULL", new { name, hash }, cancellationToken) == 1;

    /// <summary>The same password, hashed as it is today; not where it was changed meanwhile.</summary>
    public Task RehashAsync(DbSession session, string name, string before, string hash, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE access_people SET password_hash = @hash WHERE name = @name AND password_hash = @before", new { name, before, hash }, cancellationToken);

    public Task<int> SetRoleAsync(DbSession session, string name, string role, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE access_people SET role = @role WHERE name = @name", new { name, role }, cancellationToken);

    /// <param name="at">Null to let them sign in again.</param>
    public Task<int> SetDisabledAsync(DbSession session, string name, long? at, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE access_people SET disabled_at = CAST(@at AS bigint) WHERE name = @name", new { name, at }, cancellationToken);

    public Task<int> RemoveAsync(DbSession session, string name, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM access_people WHERE name = @name", new { name }, cancellationToken);
}
