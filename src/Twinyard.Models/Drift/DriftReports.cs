using Twinyard.Contracts.Models;
using Twinyard.Models.Registry;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Models.Drift;

internal sealed class DriftReports(Database database, VersionStore versions, DriftStore store) : IDriftReports
{
    private const int ChangesShown = 100;

    public Task<Result<DriftOverview>> FindAsync(string model, CancellationToken cancellationToken) => database.ReadAsync<Result<DriftOverview>>(
        async session =>
        {
            if ((await versions.ListAsync(model, 1, session, cancellationToken)).Count == 0)
            {
                return ModelRegistry.NoModel(model);
            }

            var rows = await store.ListAsync(model, session, cancellationToken);
            var changes = await store.ListChangesAsync(model, ChangesShown, session, cancellationToken);
            return new DriftOverview(
                model,
                [.. rows.Select(row => ModelsJson.Read<DriftReport>(row.Report))],
                [.. changes.Select(row => new DriftChange((int)row.Version, row.GroupName, row.State, row.ColumnName, row.Psi, row.Ks, UnixMicros.FromUnixMicros(row.ChangedAt)))]);
        },
        cancellationToken);
}
