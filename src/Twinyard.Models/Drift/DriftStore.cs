using Twinyard.Platform.Data;

namespace Twinyard.Models.Drift;

internal sealed class DriftStore
{
    private const string Columns =
        "model AS Model, group_name AS GroupName, version AS Version, state AS State, since AS Since, reported_at AS ReportedAt, report AS Report";

    public Task<DriftRow?> FindAsync(string model, string group, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<DriftRow>(
            $"SELECT {Columns} FROM models_drift WHERE model = @Model AND group_name = @Group", new { Model = model, Group = group }, cancellationToken);

    public Task<IReadOnlyList<DriftRow>> ListAsync(string model, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<DriftRow>($"SELECT {Columns} FROM models_drift WHERE model = @Model ORDER BY group_name", new { Model = model }, cancellationToken);

    public Task<int> PutAsync(DriftRow row, DbSession session, CancellationToken cancellationToken) => session.ExecuteAsync(
        """
        INSERT INTO models_drift (model, group_name, version, state, since, reported_at, report)
        VALUES (@Model, @GroupName, @Version, @State, @Since, @ReportedAt, @Report)
        ON CONFLICT (model, group_name) DO UPDATE SET
            version = excluded.version, state = excluded.state, since = excluded.since, reported_at = excluded.reported_at, report = excluded.report
        """,
        row,
        cancellationToken);

    public async Task AddChangeAsync(DriftChangeRow row, int keep, DbSession session, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            """
            INSERT INTO models_drift_changes (id, model, group_name, version, state, column_name, psi, ks, changed_at)
            VALUES (@Id, @Model, @GroupName, @Version, @State, @ColumnName, @Psi, @Ks, @ChangedAt)
            """,
            row,
            cancellationToken);
        await session.ExecuteAsync(
            """
            DELETE FROM models_drift_changes WHERE model = @Model AND id NOT IN (
                SELECT id FROM models_drift_changes WHERE model = @Model ORDER BY id DESC LIMIT @Keep)
            """,
            new { row.Model, Keep = keep },
            cancellationToken);
    }

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<DriftChangeRow>> ListChangesAsync(string model, int limit, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<DriftChangeRow>(
            """
            SELECT id AS Id, model AS Model, group_name AS GroupName, version AS Version, state AS State, column_name AS ColumnName,
                psi AS Psi, ks AS Ks, changed_at AS ChangedAt
            FROM models_drift_changes WHERE model = @Model ORDER BY id DESC LIMIT @Limit
            """,
            new { Model = model, Limit = limit },
            cancellationToken);
}
