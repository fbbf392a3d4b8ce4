using Twinyard.Platform.Data;

namespace Twinyard.Workflows.Records;

internal sealed class RunRecordStore
{
    /// <returns>The record of the attempt that succeeded, else of the newest that did not; null where there is none.</returns>
    public Task<string?> FindAsync(string runId, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<string>(
            """
            SELECT COALESCE(r.record, (SELECT a.record FROM run_attempts a WHERE a.run_id = r.id ORDER BY a.fence DESC LIMIT 1)) AS Record
            FROM runs r WHERE r.id = @Id
            """,
            new { Id = runId },
            cancellationToken);
}
