using System.Globalization;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;

namespace Twinyard.Twins.Layers;

internal sealed class LayerStore
{
    private const string Columns =
        "name AS Name, version AS Version, sha256 AS Sha256, size AS Size, files AS Files, description AS Description, publisher AS Publisher, "
        + "published_at AS PublishedAt, deleted_at AS DeletedAt";

    public Task InsertAsync(LayerVersionRow row, DbSession session, CancellationToken cancellationToken) => session.ExecuteAsync(
        """
        INSERT INTO twins_layer_versions (name, version, sha256, size, files, description, publisher, published_at)
        VALUES (@Name, @Version, @Sha256, @Size, @Files, @Description, @Publisher, @PublishedAt)
        """,
        row,
        cancellationToken);

    /// <summary>Deleted ones too.</summary>
    public Task<LayerVersionRow?> FindAsync(LayerReference reference, DbSession session, CancellationToken cancellationToken) => session.FirstOrDefaultAsync<LayerVersionRow>(
        $"SELECT {Columns} FROM twins_layer_versions WHERE name = @Name AND version = @Version", new { reference.Name, Version = (long)reference.Version }, cancellationToken);

    /// <summary>The highest number that was ever given, deleted or not.</summary>
    public Task<LayerVersionRow?> LastAsync(string name, DbSession session, CancellationToken cancellationToken) => session.FirstOrDefaultAsync<LayerVersionRow>(
        $"SELECT {Columns} FROM twins_layer_versions WHERE name = @Name ORDER BY version DESC LIMIT 1", new { Name = name }, cancellationToken);

    public Task<LayerVersionRow?> NewestAsync(string name, DbSession session, CancellationToken cancellationToken) => session.FirstOrDefaultAsync<LayerVersionRow>(
        $"SELECT {Columns} FROM twins_layer_versions WHERE name = @Name AND deleted_at IS NULL ORDER BY version DESC LIMIT 1", new { Name = name }, cancellationToken);

    /// <summary>The newest version of each layer, by name.</summary>
    public async Task<Page<LayerVersionRow>> ListAsync(PageRequest page, DbSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<LayerVersionRow>(
            $"""
            SELECT {Columns} FROM twins_layer_versions v
            WHERE deleted_at IS NULL AND name > @After
              AND version = (SELECT MAX(n.version) FROM twins_layer_versions n WHERE n.name = v.name AND n.deleted_at IS NULL)
            ORDER BY name LIMIT @Limit
            """,
            new { After = page.After ?? "", Limit = page.Size + 1 },
            cancellationToken);
        return Page<LayerVersionRow>.Cut(rows, page.Size, row => row.Name);
    }

    /// <summary>Newest first.</summary>
    public async Task<Page<LayerVersionRow>> VersionsAsync(string name, PageRequest page, DbSession session, CancellationToken cancellationToken)
    {
        var before = long.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after : long.MaxValue;
        var rows = await session.QueryAsync<LayerVersionRow>(
            $"SELECT {Columns} FROM twins_layer_versions WHERE name = @Name AND deleted_at IS NULL AND version < @Before ORDER BY version DESC LIMIT @Limit",
            new { Name = name, Before = before, Limit = page.Size + 1 },
            cancellationToken);
        return Page<LayerVersionRow>.Cut(rows, page.Size, row => row.Version.ToString(CultureInfo.InvariantCulture));
    }

    public Task DeleteAsync(LayerReference reference, long now, DbSession session, CancellationToken cancellationToken) => session.ExecuteAsync(
        "UPDATE twins_layer_versions SET deleted_at = @Now WHERE name = @Name AND version = @Version AND deleted_at IS NULL",
        new { reference.Name, Version = (long)reference.Version, Now = now },
        cancellationToken);

    /// <summary>Whether any version that is not deleted has this content.</summary>
    public async Task<bool> HasContentAsync(string sha256, DbSession session, CancellationToken cancellationToken) =>
        await session.FirstAsync<long>("SELECT COUNT(*) FROM twins_layer_versions WHERE sha256 = @Sha256 AND deleted_at IS NULL", new { Sha256 = sha256 }, cancellationToken) > 0;
}
