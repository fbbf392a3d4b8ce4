using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;

namespace Twinyard.Fleet.Rollouts;

internal static class RolloutStore
{
    private const string Select =
        """
        SELECT id AS Id, model AS Model, version AS Version, bundle AS Bundle, previous_version AS PreviousVersion, state AS State, stage AS Stage,
               (SELECT COUNT(*) FROM rollout_stages WHERE rollout_id = rollouts.id) AS Stages, tags AS Tags, gate AS Gate,
               success_percent AS SuccessPercent, error_percent AS ErrorPercent, reason AS Reason, started_by AS StartedBy,
               created_at AS CreatedAt, ended_at AS EndedAt
        FROM rollouts
        """;

    public static async Task InsertAsync(DbSession session, RolloutRow rollout, IReadOnlyList<int> percents, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            """
            INSERT INTO rollouts (id, model, version, bundle, previous_version, state, stage, tags, gate, success_percent, error_percent, reason, started_by, created_at)
            VALUES (@Id, @Model, @Version, @Bundle, @PreviousVersion, @State, @Stage, @Tags, @Gate, @SuccessPercent, @ErrorPercent, @Reason, @StartedBy, @CreatedAt)
            """,
            rollout,
            cancellationToken);
        for (var i = 0; i < percents.Count; i++)
        {
            await session.ExecuteAsync(
                "INSERT INTO rollout_stages (rollout_id, number, percent) VALUES (@Id, @Number, @Percent)",
                new { rollout.Id, Number = (long)(i + 1), Percent = (long)percents[i] },
                cancellationToken);
        }
    }

    public static Task<RolloutRow?> FindAsync(DbSession session, string id, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<RolloutRow>($"{Select} WHERE id = @Id", new { Id = id }, cancellationToken);

    public static async Task<Page<RolloutRow>> ListAsync(DbSession session, PageRequest page, CancellationToken cancellationToken)
    {
        // Ids are ordered by time.
        var rows = await session.QueryAsync<RolloutRow>(
            $"{Select} WHERE id < @After ORDER BY id DESC LIMIT @Limit", new { After = page.After ?? "~", Limit = page.Size + 1 }, cancellationToken);
        return Page<RolloutRow>.Cut(rows, page.Size, row => row.Id);
    }

    public static Task<IReadOnlyList<RolloutRow>> ListOpenAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<RolloutRow>($"{Select} WHERE state IN ('pending', 'running') ORDER BY id", null, cancellationToken);

    public static Task<IReadOnlyList<RolloutRow>> ListCompletedAsync(DbSession session, int newest, CancellationToken cancellationToken) =>
        session.QueryAsync<RolloutRow>($"{Select} WHERE state = 'completed' ORDER BY ended_at DESC, id DESC LIMIT @Newest", new { Newest = newest }, cancellationToken);

    public static Task<IReadOnlyList<StageRow>> StagesAsync(DbSession session, string id, CancellationToken cancellationToken) =>
        session.QueryAsync<StageRow>(
            "SELECT number AS Number, percent AS Percent, gate_reason AS GateReason, started_at AS StartedAt, completed_at AS CompletedAt FROM rollout_stages WHERE rollout_id = @Id ORDER BY number",
            new { Id = id },
            cancellationToken);

    public static Task<IReadOnlyList<RolloutDeviceRow>> DevicesAsync(DbSession session, string id, CancellationToken cancellationToken) =>
        session.QueryAsync<RolloutDeviceRow>(
            "SELECT device_id AS DeviceId, stage AS Stage, state AS State, revision AS Revision, previous_bundle AS PreviousBundle, error AS Error FROM rollout_devices WHERE rollout_id = @Id ORDER BY stage, device_id",
            new { Id = id },
            cancellationToken);

    /// <returns>False when the rollout is not in that state any more, such as cancelled meanwhile.</returns>
    public static async Task<bool> MoveAsync(DbSession session, string id, string from, string to, long stage, string reason, long? endedAt, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "UPDATE rollouts SET state = @To, stage = @Stage, reason = @Reason, ended_at = @EndedAt WHERE id = @Id AND state = @From",
            new { Id = id, From = from, To = to, Stage = stage, Reason = reason, EndedAt = endedAt },
            cancellationToken) == 1;

    public static Task GateAsync(DbSession session, string id, long stage, string reason, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "UPDATE rollout_stages SET gate_reason = @Reason WHERE rollout_id = @Id AND number = @Stage", new { Id = id, Stage = stage, Reason = reason }, cancellationToken);

    public static Task StartStageAsync(DbSession session, string id, long stage, long at, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE rollout_stages SET started_at = @At WHERE rollout_id = @Id AND number = @Stage", new { Id = id, Stage = stage, At = at }, cancellationToken);

    public static Task CompleteStageAsync(DbSession session, string id, long stage, long at, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE rollout_stages SET completed_at = @At WHERE rollout_id = @Id AND number = @Stage", new { Id = id, Stage = stage, At = at }, cancellationToken);

    public static Task AddDeviceAsync(DbSession session, string id, string device, long stage, long revision, string? previousBundle, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO rollout_devices (rollout_id, device_id, stage, state, revision, previous_bundle)
            VALUES (@Id, @Device, @Stage, 'desired', @Revision, @PreviousBundle)
            """,
            new { Id = id, Device = device, Stage = stage, Revision = revision, PreviousBundle = previousBundle },
            cancellationToken);

    public static Task SetDeviceAsync(DbSession session, string id, string device, string state, string? error, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "UPDATE rollout_devices SET state = @State, error = @Error WHERE rollout_id = @Id AND device_id = @Device",
            new { Id = id, Device = device, State = state, Error = error },
            cancellationToken);
}
