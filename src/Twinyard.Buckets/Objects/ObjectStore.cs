using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Time;

namespace Twinyard.Buckets.Objects;

/// <summary>Versions of objects in the state database. Content is elsewhere, by its hash.</summary>
internal sealed class ObjectStore(IIdGenerator ids, TimeProvider time)
{
    private const string Columns =
        "v.bucket AS Bucket, v.key AS Key, v.version AS Version, v.size AS Size, v.sha256 AS Sha256, v.content_type AS ContentType, "
        + "v.created_at AS CreatedAt, v.is_delete_marker AS IsDeleteMarker, v.run_id AS RunId";

    /// <summary>Puts a version on top of its key; the row of the key is locked until the unit of work ends.</summary>
    public async Task<VersionRow> AddAsync(NewVersion version, DbSession session, CancellationToken cancellationToken)
    {
        var now = time.NowMicros();
        await session.ExecuteAsync(
            "INSERT INTO buckets_buckets (name, created_at) VALUES (@Bucket, @Now) ON CONFLICT (name) DO NOTHING",
            new { version.Bucket, Now = now },
            cancellationToken);
        var latest = await session.FirstAsync<string>(
            """
            INSERT INTO buckets_keys (bucket, key, latest) VALUES (@Bucket, @Key, '')
            ON CONFLICT (bucket, key) DO UPDATE SET bucket = excluded.bucket
            RETURNING latest
            """,
            new { version.Bucket, version.Key },
            cancellationToken);
        var row = new VersionRow
        {
            Bucket = version.Bucket,
            Key = version.Key,
            Version = VersionId.After(latest, ids.NewId()),
            Size = version.Size,
            Sha256 = version.Sha256,
            ContentType = version.ContentType,
            CreatedAt = now,
            IsDeleteMarker = version.IsDeleteMarker ? 1 : 0,
            RunId = version.RunId,
        };
        await session.ExecuteAsync(
            """
            INSERT INTO buckets_versions (bucket, key, version, size, sha256, content_type, created_at, is_delete_marker, run_id)
            VALUES (@Bucket, @Key, @Version, @Size, @Sha256, @ContentType, @CreatedAt, @IsDeleteMarker, @RunId)
            """,
            row,
            cancellationToken);
        await session.ExecuteAsync(
            "UPDATE buckets_keys SET latest = @Version WHERE bucket = @Bucket AND key = @Key",
            row,
            cancellationToken);
        return row;
    }

    public Task<VersionRow?> FindAsync(string bucket, string key, string version, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<VersionRow>(
            $"SELECT {Columns} FROM buckets_versions v WHERE v.bucket = @Bucket AND v.key = @Key AND v.version = @Version",
            new { Bucket = bucket, Key = key, Version = version },
            cancellationToken);

    /// <summary>The newest version, also when it is a delete marker.</summary>
    public Task<VersionRow?> FindLatestAsync(string bucket, string key, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<VersionRow>(
            $"""
            SELECT {Columns} FROM buckets_keys k
            JOIN buckets_versions v ON v.bucket = k.bucket AND v.key = k.key AND v.version = k.latest
            WHERE k.bucket = @Bucket AND k.key = @Key
            """,
            new { Bucket = bucket, Key = key },
            cancellationToken);

    public async Task<Page<VersionRow>> ListAsync(string bucket, string prefix, PageRequest page, DbSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<VersionRow>(
            $"""
            SELECT {Columns} FROM buckets_keys k
            JOIN buckets_versions v ON v.bucket = k.bucket AND v.key = k.key AND v.version = k.latest
            WHERE k.bucket = @Bucket AND v.is_delete_marker = 0 AND substr(k.key, 1, length(@Prefix)) = @Prefix AND k.key > @After
            ORDER BY k.key LIMIT @Limit
            """,
            new { Bucket = bucket, Prefix = prefix, After = page.After ?? "", Limit = page.Size + 1 },
            cancellationToken);
        return Page<VersionRow>.Cut(rows, page.Size, row => row.Key);
    }

    /// <summary>Newest first, delete markers too.</summary>
    public async Task<Page<VersionRow>> ListVersionsAsync(string bucket, string key, PageRequest page, DbSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<VersionRow>(
            $"""
            SELECT {Columns} FROM buckets_versions v
            WHERE v.bucket = @Bucket AND v.key = @Key AND (@After = '' OR v.version < @After)
            ORDER BY v.version DESC LIMIT @Limit
            """,
            new { Bucket = bucket, Key = key, After = page.After ?? "", Limit = page.Size + 1 },
            cancellationToken);
        return Page<VersionRow>.Cut(rows, page.Size, row => row.Version);
    }

    /// <summary>What a run wrote, by bucket and key.</summary>
    public Task<IReadOnlyList<VersionRow>> ListOfRunAsync(string runId, int limit, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<VersionRow>(
            $"SELECT {Columns} FROM buckets_versions v WHERE v.run_id = @RunId AND v.run_id <> '' ORDER BY v.bucket, v.key LIMIT @Limit",
            new { RunId = runId, Limit = (long)limit },
            cancellationToken);

    public Task<IReadOnlyList<string>> ListBucketsAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<string>("SELECT name FROM buckets_buckets ORDER BY name", null, cancellationToken);
}
