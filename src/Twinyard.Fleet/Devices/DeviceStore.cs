using System.Text.Json;
using Twinyard.Contracts.Fleet;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;

namespace Twinyard.Fleet.Devices;

internal static class DeviceStore
{
    private const string Columns =
        """
        id AS Id, tags AS Tags, enrolled_at AS EnrolledAt, enrolled_by AS EnrolledBy, last_seen_at AS LastSeenAt,
        desired_revision AS DesiredRevision, desired_bundle AS DesiredBundle, reported AS Reported, reported_at AS ReportedAt
        """;

    /// <returns>False when a device of that id exists.</returns>
    public static async Task<bool> InsertAsync(DbSession session, DeviceRow device, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            """
            INSERT INTO devices (id, tags, enrolled_at, enrolled_by, desired_revision, desired_bundle)
            VALUES (@Id, @Tags, @EnrolledAt, @EnrolledBy, @DesiredRevision, @DesiredBundle)
            ON CONFLICT (id) DO NOTHING
            """,
            device,
            cancellationToken) == 1;

    public static Task<DeviceRow?> FindAsync(DbSession session, string id, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<DeviceRow>($"SELECT {Columns} FROM devices WHERE id = @Id", new { Id = id }, cancellationToken);

    public static async Task<Page<DeviceRow>> ListAsync(DbSession session, PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<DeviceRow>(
            $"SELECT {Columns} FROM devices WHERE id > @After ORDER BY id LIMIT @Limit", new { After = page.After ?? "", Limit = page.Size + 1 }, cancellationToken);
        return Page<DeviceRow>.Cut(rows, page.Size, row => row.Id);
    }

    public static Task<IReadOnlyList<DeviceRow>> ListAllAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<DeviceRow>($"SELECT {Columns} FROM devices ORDER BY id", null, cancellationToken);

    /// <summary>Only ids, times of enrolment and revisions.</summary>
    public static Task<IReadOnlyList<DeviceRow>> ListRevisionsAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<DeviceRow>("SELECT id AS Id, enrolled_at AS EnrolledAt, desired_revision AS DesiredRevision FROM devices ORDER BY id", null, cancellationToken);

    public static Task<long> CountAsync(DbSession session, CancellationToken cancellationToken) =>
        session.FirstAsync<long>("SELECT COUNT(*) FROM devices", null, cancellationToken);

    public static async Task<bool> DeleteAsync(DbSession session, string id, CancellationToken cancellationToken) =>
        await session.ExecuteAsync("DELETE FROM devices WHERE id = @Id", new { Id = id }, cancellationToken) == 1;

    /// <returns>False when there is no such device.</returns>
    public static async Task<bool> SeenAsync(DbSession session, string id, long at, CancellationToken cancellationToken) =>
        await session.ExecuteAsync("UPDATE devices SET last_seen_at = @At WHERE id = @Id", new { Id = id, At = at }, cancellationToken) == 1;

    public static Task ReportAsync(DbSession session, string id, ReportedShadow reported, long at, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "UPDATE devices SET reported = @Reported, reported_at = @At, last_seen_at = @At WHERE id = @Id",
            new { Id = id, At = at, Reported = JsonSerializer.Serialize(reported, FleetMessages.Default.ReportedShadow) },
            cancellationToken);

    /// <returns>The new revision, null when there is no such device.</returns>
    public static Task<long?> DesireAsync(DbSession session, string id, DesiredBundle? bundle, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<long?>(
            "UPDATE devices SET desired_bundle = @Bundle, desired_revision = desired_revision + 1 WHERE id = @Id RETURNING desired_revision",
            new { Id = id, Bundle = BundleText.Write(bundle) },
            cancellationToken);
}
