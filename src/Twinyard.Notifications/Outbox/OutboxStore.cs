using Twinyard.Platform.Data;

namespace Twinyard.Notifications.Outbox;

internal sealed class OutboxStore
{
    private const string Columns =
        """
        id AS Id, content_id AS ContentId, topic AS Topic, recipient AS Recipient, subject AS Subject, kind AS Kind, state AS State,
        created_at AS CreatedAt, attempts AS Attempts, sent_at AS SentAt, last_error AS LastError
        """;

    public Task AddContentAsync(DbSession session, string id, string body, CancellationToken cancellationToken) =>
        session.ExecuteAsync("INSERT INTO mail_contents (id, body) VALUES (@Id, @Body)", new { Id = id, Body = body }, cancellationToken);

    public Task AddMessageAsync(DbSession session, MessageRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO mail_messages (id, content_id, topic, recipient, subject, kind, state, created_at, next_attempt_at, attempts)
            VALUES (@Id, @ContentId, @Topic, @Recipient, @Subject, @Kind, 'pending', @CreatedAt, @CreatedAt, 0)
            """,
            new { row.Id, row.ContentId, row.Topic, row.Recipient, row.Subject, row.Kind, row.CreatedAt },
            cancellationToken);

    public Task<string?> ContentAsync(DbSession session, string contentId, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<string>("SELECT body FROM mail_contents WHERE id = @Id", new { Id = contentId }, cancellationToken);

    public Task<IReadOnlyList<MessageRow>> DueAsync(DbSession session, long now, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<MessageRow>(
            $"SELECT {Columns} FROM mail_messages WHERE state = 'pending' AND next_attempt_at <= @Now ORDER BY next_attempt_at, id LIMIT @Limit",
            new { Now = now, Limit = limit },
            cancellationToken);

    /// <summary>Newest first; ids are ordered by time.</summary>
    public Task<IReadOnlyList<MessageRow>> PageAsync(DbSession session, string? before, int limit, CancellationToken cancellationToken) =>
        before is null
            ? session.QueryAsync<MessageRow>($"SELECT {Columns} FROM mail_messages ORDER BY id DESC LIMIT @Limit", new { Limit = limit }, cancellationToken)
            : session.QueryAsync<MessageRow>(
                $"SELECT {Columns} FROM mail_messages WHERE id < @Before ORDER BY id DESC LIMIT @Limit", new { Before = before, Limit = limit }, cancellationToken);

    public Task<MessageRow?> FindAsync(DbSession session, string id, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<MessageRow>($"SELECT {Columns} FROM mail_messages WHERE id = @Id", new { Id = id }, cancellationToken);

    /// <summary>Ends a message, and forgets its content with the last one that needs it.</summary>
    public async Task EndAsync(DbSession session, MessageRow row, string state, long attempts, long? sentAt, string? error, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            "UPDATE mail_messages SET state = @State, attempts = @Attempts, sent_at = @SentAt, last_error = @Error WHERE id = @Id",
            new { row.Id, State = state, Attempts = attempts, SentAt = sentAt, Error = error },
            cancellationToken);
        await session.ExecuteAsync(
            "DELETE FROM mail_contents WHERE id = @ContentId AND NOT EXISTS (SELECT 1 FROM mail_messages WHERE content_id = @ContentId AND state = 'pending')",
            new { row.ContentId },
            cancellationToken);
    }

    public Task RetryAsync(DbSession session, string id, long attempts, long nextAttemptAt, string error, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "UPDATE mail_messages SET attempts = @Attempts, next_attempt_at = @NextAttemptAt, last_error = @Error WHERE id = @Id",
            new { Id = id, Attempts = attempts, NextAttemptAt = nextAttemptAt, Error = error },
            cancellationToken);

    /// <returns>Ids of ended messages from before a time, oldest first.</returns>
    public Task<IReadOnlyList<string>> OldAsync(DbSession session, long before, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<string>(
            "SELECT id FROM mail_messages WHERE created_at < @Before AND state <> 'pending' ORDER BY id LIMIT @Limit", new { Before = before, Limit = limit }, cancellationToken);

    public Task DeleteAsync(DbSession session, string id, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM mail_messages WHERE id = @Id", new { Id = id }, cancellationToken);

    /// <returns>False when the run's reports are in the outbox already.</returns>
    public async Task<bool> ClaimRunAsync(DbSession session, string runId, long at, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "INSERT INTO mail_report_runs (run_id, at) VALUES (@RunId, @At) ON CONFLICT (run_id) DO NOTHING", new { RunId = runId, At = at }, cancellationToken) > 0;

    /// <summary>Outputs of a run are applied again within its lease, not months later.</summary>
    public Task ForgetRunsAsync(DbSession session, long before, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM mail_report_runs WHERE at < @Before", new { Before = before }, cancellationToken);
}
