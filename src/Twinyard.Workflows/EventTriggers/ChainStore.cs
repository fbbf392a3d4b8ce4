using Twinyard.Platform.Data;

namespace Twinyard.Workflows.EventTriggers;

internal sealed class ChainStore
{
    /// <summary>How many runs led to the given one through events; -1 when there is no such run.</summary>
    public async Task<int> DepthAsync(string runId, DbSession session, CancellationToken cancellationToken) =>
        (int)(await session.FirstOrDefaultAsync<long?>(
            "SELECT o.depth FROM runs r JOIN occurrences o ON o.id = r.occurrence_id WHERE r.id = @RunId",
            new { RunId = runId },
            cancellationToken) ?? -1);
}
