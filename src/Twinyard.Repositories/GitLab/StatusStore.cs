using Twinyard.Platform.Data;

namespace Twinyard.Repositories.GitLab;

/// <summary>What of the checks GitLab has been told. Nothing is queued: what is due follows from the checks themselves.</summary>
internal sealed class StatusStore
{
    /// <summary>Those that begin before those that end, so that a commit never seems to have passed before all its checks are known.</summary>
    public Task<IReadOnlyList<StatusRow>> DueAsync(long now, int limit, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<StatusRow>(
            """
            SELECT p.repository AS Repository, c.id AS CheckId, c.name AS Name, c.state AS State, c.error AS Error, c.detail AS Detail, c.head AS Head,
                c.proposal_id AS ProposalId, COALESCE(s.attempts, 0) AS Attempts
            FROM repositories_gitlab g
            JOIN repositories_proposals p ON p.repository = g.repository AND p.opened_at >= g.linked_at
            JOIN repositories_checks c ON c.proposal_id = p.id
            LEFT JOIN repositories_gitlab_statuses s ON s.check_id = c.id
            WHERE (s.check_id IS NULL OR s.sent <> c.state) AND COALESCE(s.next_at, 0) <= @Now
            ORDER BY CASE c.state WHEN 'pending' THEN 0 WHEN 'running' THEN 1 ELSE 2 END, c.proposal_id, c.position LIMIT @Limit
            """,
            new { Now = now, Limit = limit },
            cancellationToken);

    /// <param name="sent">The state that GitLab knows now; as before where it could not be told.</param>
    public Task SetAsync(string checkId, string sent, long attempts, long nextAt, string error, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO repositories_gitlab_statuses (check_id, sent, attempts, next_at, error) VALUES (@CheckId, @Sent, @Attempts, @NextAt, @Error)
            ON CONFLICT (check_id) DO UPDATE SET sent = CASE WHEN excluded.sent = '' THEN repositories_gitlab_statuses.sent ELSE excluded.sent END,
                attempts = excluded.attempts, next_at = excluded.next_at, error = excluded.error
            """,
            new { CheckId = checkId, Sent = sent, Attempts = attempts, NextAt = nextAt, Error = error },
            cancellationToken);

    /// <returns>Names of checks, and why GitLab was not told of them.</returns>
    public Task<IReadOnlyList<string>> ListFailuresAsync(string repository, int limit, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<string>(
            """
            SELECT 'status ' || c.name || ' of ' || c.head || ': ' || s.error
            FROM repositories_gitlab_statuses s JOIN repositories_checks c ON c.id = s.check_id JOIN repositories_proposals p ON p.id = c.proposal_id
            WHERE p.repository = @Repository AND s.error <> '' ORDER BY c.id DESC LIMIT @Limit
            """,
            new { Repository = repository, Limit = limit },
            cancellationToken);
}
