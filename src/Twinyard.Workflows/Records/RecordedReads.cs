using Twinyard.Platform.Data;

namespace Twinyard.Workflows.Records;

internal sealed class RecordedReads
{
    /// <summary>Keeps those of workflows' runs; what is known already stays as it is.</summary>
    public Task<int> AddAsync(IReadOnlyList<RunReadRow> reads, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO run_reads (run_id, kind, name, version, digest, read_at)
            SELECT r.run_id, r.kind, r.name, r.version, r.digest, r.read_at
            FROM {session.Rows("r", "@Rows", "run_id text, kind text, name text, version text, digest text, read_at bigint")} JOIN runs ON runs.id = r.run_id
            WHERE r.read_at IS NOT NULL
            ON CONFLICT (run_id, kind, name, version) DO NOTHING
            """,
            new { Rows = JsonRows.Of(reads) },
            cancellationToken);

    public Task<IReadOnlyList<RunReadRow>> OfRunAsync(string runId, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<RunReadRow>(
            """
            SELECT run_id AS RunId, kind AS Kind, name AS Name, version AS Version, digest AS Digest, read_at AS ReadAt
            FROM run_reads WHERE run_id = @RunId ORDER BY kind, name, version
            """,
            new { RunId = runId },
            cancellationToken);
}
