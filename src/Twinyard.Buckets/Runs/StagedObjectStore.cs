using Twinyard.Platform.Data;

namespace Twinyard.Buckets.Runs;

/// <summary>Objects of runs between staging and commit.</summary>
internal sealed class StagedObjectStore
{
    public async Task ReplaceAsync(string runId, IReadOnlyList<StagedRow> rows, DbSession session, CancellationToken cancellationToken)
    {
        await DeleteAsync(runId, session, cancellationToken);
        foreach (var row in rows)
        {
            await session.ExecuteAsync(
                """
                INSERT INTO buckets_staged (run_id, bucket, key, size, sha256, content_type)
                VALUES (@RunId, @Bucket, @Key, @Size, @Sha256, @ContentType)
                """,
                row,
                cancellationToken);
        }
    }

    public Task<IReadOnlyList<StagedRow>> ListAsync(string runId, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<StagedRow>(
            """
            SELECT run_id AS RunId, bucket AS Bucket, key AS Key, size AS Size, sha256 AS Sha256, content_type AS ContentType
            FROM buckets_staged WHERE run_id = @RunId ORDER BY bucket, key
            """,
            new { RunId = runId },
            cancellationToken);

    public Task<int> DeleteAsync(string runId, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM buckets_staged WHERE run_id = @RunId", new { RunId = runId }, cancellationToken);
}
