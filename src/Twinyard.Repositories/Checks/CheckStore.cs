using Twinyard.Platform.Data;

namespace Twinyard.Repositories.Checks;

internal sealed class CheckStore
{
    private const string Columns =
        "id AS Id, proposal_id AS ProposalId, head AS Head, position AS Position, name AS Name, script AS Script, timeout_ms AS TimeoutMs, kind AS Kind, specification AS Specification, "
        + "state AS State, error AS Error, detail AS Detail, started_at AS StartedAt, ended_at AS EndedAt";

    public Task InsertAsync(CheckRow row, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO repositories_checks (id, proposal_id, head, position, name, script, timeout_ms, kind, specification, state, error, detail, started_at, ended_at)
            VALUES (@Id, @ProposalId, @Head, @Position, @Name, @Script, @TimeoutMs, @Kind, @Specification, @State, @Error, @Detail, @StartedAt, @EndedAt)
            """,
            row,
            cancellationToken);

    public Task<CheckRow?> FindAsync(string id, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<CheckRow>($"SELECT {Columns} FROM repositories_checks WHERE id = @Id", new { Id = id }, cancellationToken);

    /// <summary>In the order they run.</summary>
    public Task<IReadOnlyList<CheckRow>> ListAsync(long proposalId, string head, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<CheckRow>(
            $"SELECT {Columns} FROM repositories_checks WHERE proposal_id = @ProposalId AND head = @Head ORDER BY position",
            new { ProposalId = proposalId, Head = head },
            cancellationToken);

    /// <summary>Takes the next check that waits and says that it runs.</summary>
    public Task<CheckRow?> ClaimAsync(long now, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<CheckRow>(
            $"""
            UPDATE repositories_checks SET state = 'running', started_at = @Now
            WHERE id = (
                SELECT id FROM repositories_checks WHERE state = 'pending' ORDER BY proposal_id, position LIMIT 1 {session.ForUpdateSkipLocked})
            RETURNING {Columns}
            """,
            new { Now = now },
            cancellationToken);

    /// <returns>False when it is no longer running: a newer head has cancelled it.</returns>
    public async Task<bool> EndAsync(string id, string state, string error, string detail, long now, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "UPDATE repositories_checks SET state = @State, error = @Error, detail = @Detail, ended_at = @Now WHERE id = @Id AND state = 'running'",
            new { Id = id, State = state, Error = error, Detail = detail, Now = now },
            cancellationToken) == 1;

    /// <summary>Cancels what has not ended.</summary>
    /// <returns>The ids of those that were running or waiting.</returns>
    /// <param name="exceptHead">Those of this commit go on; empty for none.</param>
    public Task<IReadOnlyList<string>> CancelAsync(long proposalId, string exceptHead, long now, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<string>(
            """
            UPDATE repositories_checks SET state = 'cancelled', ended_at = @Now
            WHERE proposal_id = @ProposalId AND head <> @ExceptHead AND state IN ('pending', 'running')
            RETURNING id
            """,
            new { ProposalId = proposalId, ExceptHead = exceptHead, Now = now },
            cancellationToken);

    /// <summary>What a server that is gone was running waits again.</summary>
    public Task<int> RequeueAsync(DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE repositories_checks SET state = 'pending', started_at = NULL WHERE state = 'running'", null, cancellationToken);
}
