using Twinyard.Platform.Data;

namespace Twinyard.Repositories.Resources;

/// <summary>Which resources were made by hand.</summary>
internal sealed class HandMadeStore
{
    public Task<IReadOnlyList<HandMadeResource>> ListAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<HandMadeResource>(
            "SELECT kind AS Kind, name AS Name, changed_by AS ChangedBy, changed_at AS ChangedAt FROM repositories_resources_by_hand", null, cancellationToken);

    public Task PutAsync(HandMadeResource resource, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO repositories_resources_by_hand (kind, name, changed_by, changed_at) VALUES (@Kind, @Name, @ChangedBy, @ChangedAt)
            ON CONFLICT (kind, name) DO UPDATE SET changed_by = excluded.changed_by, changed_at = excluded.changed_at
            """,
            resource,
            cancellationToken);

    public Task RemoveAsync(string kind, string name, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM repositories_resources_by_hand WHERE kind = @Kind AND name = @Name", new { Kind = kind, Name = name }, cancellationToken);
}
