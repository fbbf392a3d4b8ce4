using Twinyard.Buckets.Objects;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;

namespace Twinyard.Buckets.Runs;

/// <summary>The versions that a run's objects got.</summary>
internal sealed class ObjectProducts(Database database, ObjectStore store) : IRunProducts
{
    public async Task<IReadOnlyList<RunProduct>> OfRunAsync(string runId, int limit, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(session => store.ListOfRunAsync(runId, limit, session, cancellationToken), cancellationToken);
        return [.. rows.Select(row => new RunProduct("object", $"{row.Bucket}/{row.Key}", row.Version, row.Sha256))];
    }
}
