using Twinyard.Platform.Data;

namespace Twinyard.Signals.Runs;

internal sealed class MetricInboxStore
{
    /// <summary>Remembers when the run, or its newest attempt, started.</summary>
    public Task StartedAsync(DbSession session, string runId, long at, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "INSERT INTO metric_run_starts (run_id, at) VALUES (@RunId, @At) ON CONFLICT (run_id) DO UPDATE SET at = excluded.at",
            new { RunId = runId, At = at },
            cancellationToken);

    /// <summary>When the run started, once; null when that was not seen.</summary>
    public async Task<long?> TakeStartAsync(DbSession session, string runId, CancellationToken cancellationToken) =>
        await session.FirstOrDefaultAsync<long?>("DELETE FROM metric_run_starts WHERE run_id = @RunId RETURNING at", new { RunId = runId }, cancellationToken);

    public Task AddAsync(DbSession session, string eventId, long sequence, string body, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "INSERT INTO metric_inbox (event_id, sequence, body) VALUES (@EventId, @Sequence, @Body) ON CONFLICT (event_id) DO NOTHING",
            new { EventId = eventId, Sequence = sequence, Body = body },
            cancellationToken);

    public Task<IReadOnlyList<MetricInboxRow>> OldestAsync(DbSession session, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<MetricInboxRow>(
            "SELECT event_id AS EventId, body AS Body FROM metric_inbox ORDER BY sequence LIMIT @Limit", new { Limit = limit }, cancellationToken);

    public Task<int> DeleteAsync(DbSession session, IReadOnlyList<MetricInboxRow> rows, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"DELETE FROM metric_inbox WHERE event_id IN (SELECT r.event_id FROM {session.Rows("r", "@Rows", "event_id text")})",
            new { Rows = JsonRows.Of(rows.Select(row => new { row.EventId })) },
            cancellationToken);
}

internal sealed class MetricInboxRow
{
    public string EventId { get; init; } = "";

    public string Body { get; init; } = "";
}
