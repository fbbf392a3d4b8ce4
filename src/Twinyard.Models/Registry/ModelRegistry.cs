using System.Text.Json.Nodes;
using Twinyard.Buckets;
using Twinyard.Contracts.Models;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Models.Registry;

internal sealed class ModelRegistry(
    Database database, VersionStore versions, AliasStore aliases, ModelEvents events, IBuckets buckets, TimeProvider time) : IModelRegistry
{
    /// <summary>The bucket of all bundles.</summary>
    public const string Bucket = "models";

    private const int VersionsShown = 100;

    public static string BundleKey(string model, long version) => $"{model}/{version}/bundle.zip";

    public Task<Page<ModelSummary>> ListAsync(PageRequest page, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var rows = await versions.ListModelsAsync(page.After ?? "", page.Size + 1, session, cancellationToken);
            var named = rows.Count == 0 ? [] : await aliases.ListBetweenAsync(rows[0].Name, rows[^1].Name, session, cancellationToken);
            var byModel = named.ToLookup(row => row.Model);
            return Page<ModelRow>.Cut(rows, page.Size, row => row.Name).Map(row => new ModelSummary(
                row.Name, row.Description, (int)row.LatestVersion, AliasMap(byModel[row.Name]), UnixMicros.FromUnixMicros(row.UpdatedAt)));
        },
        cancellationToken);

    public Task<Result<ModelDetail>> FindAsync(string model, CancellationToken cancellationToken) => database.ReadAsync<Result<ModelDetail>>(
        async session =>
        {
            var rows = await versions.ListAsync(model, VersionsShown, session, cancellationToken);
            if (rows.Count == 0)
            {
                return NoModel(model);
            }

            var named = await aliases.ListAsync(model, session, cancellationToken);
            return new ModelDetail(model, rows[0].Description, AliasMap(named), [.. rows.Select(row => ToSummary(row, named))]);
        },
        cancellationToken);

    public Task<Result<ModelVersionDetail>> FindVersionAsync(string model, int version, CancellationToken cancellationToken) => database.ReadAsync<Result<ModelVersionDetail>>(
        async session => await versions.FindAsync(model, version, session, cancellationToken) is { } row
            ? new ModelVersionDetail(
                ToSummary(row, await aliases.ListAsync(model, session, cancellationToken)),
                ModelsJson.Read<IReadOnlyList<DatasetReference>>(row.Datasets),
                ModelsJson.Read<PipelineSummary>(row.Pipeline))
            : NoVersion(model, version),
        cancellationToken);

    public Task<int?> FindAliasAsync(string model, string alias, CancellationToken cancellationToken) => database.ReadAsync(
        async session => (int?)(await aliases.FindAsync(model, alias, session, cancellationToken))?.Version, cancellationToken);

    public async Task<Result<ObjectContent>> OpenBundleAsync(string model, int version, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(session => versions.FindAsync(model, version, session, cancellationToken), cancellationToken);
        return found is null ? NoVersion(model, version) : await buckets.OpenAsync(Bucket, BundleKey(model, version), null, cancellationToken);
    }

    public Task<Result<Done>> SetAliasAsync(string model, string alias, int version, string by, CancellationToken cancellationToken) =>
        database.TryWriteAsync(session => SetAliasAsync(model, alias, version, by, session, cancellationToken), cancellationToken);

    public async Task<Result<Done>> SetAliasAsync(string model, string alias, int version, string by, DbSession session, CancellationToken cancellationToken)
    {
        if (ModelNames.CheckAlias(alias) is { } bad)
        {
            return bad;
        }

        if (await versions.FindAsync(model, version, session, cancellationToken) is null)
        {
            return NoVersion(model, version);
        }

        var previous = await aliases.FindAsync(model, alias, session, cancellationToken);
        if (previous?.Version == version)
        {
            return Done.Value;
        }

        await aliases.SetAsync(model, alias, version, by, time.NowMicros(), session, cancellationToken);
        var detail = new JsonObject { ["model"] = model, ["alias"] = alias, ["version"] = version, ["previous"] = previous?.Version, ["by"] = by };
        await events.PublishAsync("model.alias-set", model, detail, session, cancellationToken);
        return Done.Value;
    }

    internal static NotFoundError NoModel(string model) =>
        new("model-not-found", $"There is no model {model}.", "A run registers one; see `twinyard model list`.");

    internal static NotFoundError NoVersion(string model, long version) =>
        new("model-version-not-found", $"Model {model} has no version {version}.", $"See `twinyard model show {model}`.");

    private static Dictionary<string, int> AliasMap(IEnumerable<AliasRow> rows) => rows.ToDictionary(row => row.Alias, row => (int)row.Version);

    private static ModelVersionSummary ToSummary(VersionRow row, IReadOnlyList<AliasRow> aliases) => new(
        row.Model,
        (int)row.Version,
        row.Description,
        row.Sha256,
        row.Size,
        row.RunId,
        row.Workflow,
        row.CommitId,
        UnixMicros.FromUnixMicros(row.CreatedAt),
        ModelsJson.Read<IReadOnlyDictionary<string, double>>(row.Metrics),
        [.. aliases.Where(alias => alias.Version == row.Version).Select(alias => alias.Alias)]);
}
