using System.Globalization;
using Twinyard.Models.Registry;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;

namespace Twinyard.Models.Runs;

/// <summary>The versions that a run registered.</summary>
internal sealed class ModelProducts(Database database, VersionStore store) : IRunProducts
{
    public async Task<IReadOnlyList<RunProduct>> OfRunAsync(string runId, int limit, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(session => store.ListOfRunAsync(runId, limit, session, cancellationToken), cancellationToken);
        return [.. rows.Select(row => new RunProduct("model", row.Model, row.Version.ToString(CultureInfo.InvariantCulture), row.Sha256))];
    }
}
