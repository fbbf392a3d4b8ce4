using Twinyard.Platform.Data;

namespace Twinyard.Repositories.Queue;

internal sealed class QueueStore
{
    private const string Columns =
        "proposal_id AS ProposalId, repository AS Repository, position AS Position, head AS Head, queued_by AS QueuedBy, queued_at AS QueuedAt, "
        + "base AS Base, merged AS MergedCommit, state AS State, reason AS Reason, ended_at AS EndedAt";

    public Task<long> NextPositionAsync(DbSession session, CancellationToken cancellationToken) =>
        session.FirstAsync<long>("UPDATE repositories_counters SET value = value + 1 WHERE name = 'queue' RETURNING value", null, cancellationToken);

    /// <summary>In place of the proposal's earlier stay; one that goes on stays as it is.</summary>
    public Task PutAsync(QueueRow row, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO repositories_queue (proposal_id, repository, position, head, queued_by, queued_at, base, merged, state, reason, ended_at)
            VALUES (@ProposalId, @Repository, @Position, @Head, @QueuedBy, @QueuedAt, '', '', 'queued', '', NULL)
            ON CONFLICT (proposal_id) DO UPDATE SET position = excluded.position, head = excluded.head, queued_by = excluded.queued_by,
                queued_at = excluded.queued_at, base = '', merged = '', state = 'queued', reason = '', ended_at = NULL
            WHERE repositories_queue.state <> 'queued'
            """,
            row,
            cancellationToken);

    public Task<QueueRow?> FindAsync(long proposalId, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<QueueRow>($"SELECT {Columns} FROM repositories_queue WHERE proposal_id = @Id", new { Id = proposalId }, cancellationToken);

    /// <summary>The line, its first first.</summary>
    public Task<IReadOnlyList<QueueRow>> ListAsync(string repository, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<QueueRow>(
            $"SELECT {Columns} FROM repositories_queue WHERE repository = @Repository AND state = 'queued' ORDER BY position",
            new { Repository = repository },
            cancellationToken);

    public Task<IReadOnlyList<string>> ListRepositoriesAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<string>("SELECT DISTINCT repository FROM repositories_queue WHERE state = 'queued' ORDER BY repository", null, cancellationToken);

    /// <returns>False when it has left meanwhile.</returns>
    public async Task<bool> SetMergedAsync(long proposalId, string onto, string merged, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "UPDATE repositories_queue SET base = @Onto, merged = @Merged WHERE proposal_id = @Id AND state = 'queued'",
            new { Id = proposalId, Onto = onto, Merged = merged },
            cancellationToken) == 1;

    /// <returns>False when it is not in the queue.</returns>
    public async Task<bool> EndAsync(long proposalId, string state, string reason, long now, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "UPDATE repositories_queue SET state = @State, reason = @Reason, ended_at = @Now WHERE proposal_id = @Id AND state = 'queued'",
            new { Id = proposalId, State = state, Reason = reason, Now = now },
            cancellationToken) == 1;
}
