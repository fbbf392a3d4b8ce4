using Twinyard.Platform.Data;

namespace Twinyard.Models.Registry;

internal sealed class VersionStore
{
    private const string Columns =
        """
        model AS Model, version AS Version, state AS State, description AS Description, sha256 AS Sha256, size AS Size, run_id AS RunId,
        workflow AS Workflow, commit_id AS CommitId, datasets AS Datasets, metrics AS Metrics, pipeline AS Pipeline, created_at AS CreatedAt
        """;

    /// <summary>Takes the model's next version number and locks the model until the transaction ends.</summary>
    public Task<long> NextVersionAsync(string model, string description, long now, DbSession session, CancellationToken cancellationToken) =>
        session.FirstAsync<long>(
            """
            INSERT INTO models_models (name, description, latest_version, created_at) VALUES (@Model, @Description, 1, @Now)
            ON CONFLICT (name) DO UPDATE SET latest_version = models_models.latest_version + 1, description = excluded.description
            RETURNING latest_version
            """,
            new { Model = model, Description = description, Now = now },
            cancellationToken);

    public Task<int> AddAsync(VersionRow row, DbSession session, CancellationToken cancellationToken) => session.ExecuteAsync(
        """
        INSERT INTO models_versions (model, version, state, description, sha256, size, run_id, workflow, commit_id, datasets, metrics, pipeline, created_at)
        VALUES (@Model, @Version, @State, @Description, @Sha256, @Size, @RunId, @Workflow, @CommitId, @Datasets, @Metrics, @Pipeline, @CreatedAt)
        """,
        row,
        cancellationToken);

    /// <returns>1 when it was pending, 0 when it was ready before.</returns>
    public Task<int> MakeReadyAsync(string model, long version, DbSession session, CancellationToken cancellationToken) => session.ExecuteAsync(
        "UPDATE models_versions SET state = 'ready' WHERE model = @Model AND version = @Version AND state = 'pending'",
        new { Model = model, Version = version },
        cancellationToken);

    /// <summary>Also a pending one.</summary>
    public Task<VersionRow?> FindByRunAsync(string model, string runId, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<VersionRow>(
            $"SELECT {Columns} FROM models_versions WHERE model = @Model AND run_id = @RunId", new { Model = model, RunId = runId }, cancellationToken);

    public Task<IReadOnlyList<VersionRow>> ListOfRunAsync(string runId, int limit, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<VersionRow>(
            $"SELECT {Columns} FROM models_versions WHERE run_id = @RunId AND state = 'ready' ORDER BY model, version LIMIT @Limit",
            new { RunId = runId, Limit = (long)limit },
            cancellationToken);

    public Task<VersionRow?> FindAsync(string model, long version, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<VersionRow>(
            $"SELECT {Columns} FROM models_versions WHERE model = @Model AND version = @Version AND state = 'ready'",
            new { Model = model, Version = version },
            cancellationToken);

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<VersionRow>> ListAsync(string model, int limit, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<VersionRow>(
            $"SELECT {Columns} FROM models_versions WHERE model = @Model AND state = 'ready' ORDER BY version DESC LIMIT @Limit",
            new { Model = model, Limit = limit },
            cancellationToken);

    /// <summary>Models with at least one ready version, by name.</summary>
    public Task<IReadOnlyList<ModelRow>> ListModelsAsync(string after, int limit, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<ModelRow>(
            """
            SELECT m.name AS Name, m.description AS Description, MAX(v.version) AS LatestVersion, MAX(v.created_at) AS UpdatedAt
            FROM models_models m JOIN models_versions v ON v.model = m.name AND v.state = 'ready'
            WHERE m.name > @After GROUP BY m.name, m.description ORDER BY m.name LIMIT @Limit
            """,
            new { After = after, Limit = limit },
            cancellationToken);
}
