using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;

namespace Twinyard.Buckets.Runs;

/// <summary>Objects of attempts between staging and commit.</summary>
internal sealed class StagedObjectStore
{
    public async Task ReplaceAsync(RunOutputs outputs, IReadOnlyList<StagedRow> rows, DbSession session, CancellationToken cancellationToken)
    {
        await DiscardAsync(outputs, session, cancellationToken);
        foreach (var row in rows)
        {
            await session.ExecuteAsync(
                """
                INSERT INTO buckets_staged (attempt, bucket, key, size, sha256, content_type)
                VALUES (@Attempt, @Bucket, @Key, @Size, @Sha256, @ContentType)
                """,
                row,
                cancellationToken);
        }
    }

    /// <summary>What the attempt that has the commit record staged.</summary>
    public Task<IReadOnlyList<StagedRow>> TakeAsync(RunOutputs outputs, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<StagedRow>(
            """
            DELETE FROM buckets_staged WHERE attempt = @Attempt OR attempt = @RunId
            RETURNING attempt AS Attempt, bucket AS Bucket, key AS Key, size AS Size, sha256 AS Sha256, content_type AS ContentType
            """,
            new { outputs.Attempt, outputs.RunId },
            cancellationToken);

    public Task DiscardAsync(RunOutputs outputs, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM buckets_staged WHERE attempt = @Attempt", new { outputs.Attempt }, cancellationToken);
}
