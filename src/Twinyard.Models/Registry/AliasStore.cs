using Twinyard.Platform.Data;

namespace Twinyard.Models.Registry;

internal sealed class AliasStore
{
    public Task<int> SetAsync(string model, string alias, long version, string by, long now, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO models_aliases (model, alias, version, set_by, set_at) VALUES (@Model, @Alias, @Version, @By, @Now)
            ON CONFLICT (model, alias) DO UPDATE SET version = excluded.version, set_by = excluded.set_by, set_at = excluded.set_at
            """,
            new { Model = model, Alias = alias, Version = version, By = by, Now = now },
            cancellationToken);

    public Task<AliasRow?> FindAsync(string model, string alias, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<AliasRow>(
            "SELECT model AS Model, alias AS Alias, version AS Version FROM models_aliases WHERE model = @Model AND alias = @Alias",
            new { Model = model, Alias = alias },
            cancellationToken);

    public Task<IReadOnlyList<AliasRow>> ListAsync(string model, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<AliasRow>(
            "SELECT model AS Model, alias AS Alias, version AS Version FROM models_aliases WHERE model = @Model ORDER BY alias",
            new { Model = model },
            cancellationToken);

    /// <summary>Aliases of models whose names lie between two, both included.</summary>
    public Task<IReadOnlyList<AliasRow>> ListBetweenAsync(string first, string last, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<AliasRow>(
            "SELECT model AS Model, alias AS Alias, version AS Version FROM models_aliases WHERE model >= @First AND model <= @Last ORDER BY model, alias",
            new { First = first, Last = last },
            cancellationToken);

    public Task<IReadOnlyList<AliasRow>> ListChampionsAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<AliasRow>(
            "SELECT model AS Model, alias AS Alias, version AS Version FROM models_aliases WHERE alias = @Alias ORDER BY model",
            new { Alias = ModelAliases.Champion },
            cancellationToken);
}
