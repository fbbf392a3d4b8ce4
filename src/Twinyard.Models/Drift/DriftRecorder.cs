using System.Text.Json.Nodes;
using Twinyard.Contracts.Models;
using Twinyard.Models.Registry;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Time;

namespace Twinyard.Models.Drift;

/// <summary>Keeps a group's report; a change of state goes into the history, and a drift onto the bus, in the same transaction.</summary>
internal sealed class DriftRecorder(Database database, DriftStore store, ModelEvents events, IIdGenerator ids, TimeProvider time)
{
    /// <summary>Whether the group was last seen drifted from this version.</summary>
    public async Task<bool> WasDriftedAsync(string model, int version, string group, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(session => store.FindAsync(model, group, session, cancellationToken), cancellationToken);
        return row is { State: DriftStates.Drifted } && row.Version == version;
    }

    public Task RecordAsync(string model, int version, DriftWindow window, DriftVerdict verdict, ModelsOptions options, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            var now = time.GetUtcNow();
            var before = await store.FindAsync(model, window.Group, session, cancellationToken);
            var same = before is not null && before.Version == version && before.State == verdict.State;
            var since = same ? UnixMicros.FromUnixMicros(before!.Since) /* same implies there is one */ : now;
            var report = new DriftReport(
                model, version, window.Group, verdict.State, since, now, window.Rows, window.Series, verdict.PsiThreshold, options.DriftKs, verdict.Reason, verdict.Columns, verdict.Prediction, window.Devices);
            var row = new DriftRow
            {
                Model = model,
                GroupName = window.Group,
                Version = version,
                State = verdict.State,
                Since = since.ToUnixMicros(),
                ReportedAt = now.ToUnixMicros(),
                Report = ModelsJson.Write(report),
            };
            await store.PutAsync(row, session, cancellationToken);
            if (!same)
            {
                await ChangeAsync(report, options.DriftHistory, session, cancellationToken);
            }
        },
        cancellationToken);

    private async Task ChangeAsync(DriftReport report, int keep, DbSession session, CancellationToken cancellationToken)
    {
        var top = report.Columns is [var first, ..] ? first : new DriftColumn("", 0, 0, false);
        var change = new DriftChangeRow
        {
            Id = ids.NewId().ToString(),
            Model = report.Model,
            GroupName = report.Group,
            Version = report.Version,
            State = report.State,
            ColumnName = top.Name,
            Psi = top.Psi,
            Ks = top.Ks,
            ChangedAt = report.At.ToUnixMicros(),
        };
        await store.AddChangeAsync(change, keep, session, cancellationToken);
        if (report.State != DriftStates.Drifted)
        {
            return;
        }

        var detail = new JsonObject
        {
            ["model"] = report.Model,
            ["version"] = report.Version,
            ["group"] = report.Group,
            ["column"] = top.Name,
            ["psi"] = top.Psi,
            ["ks"] = top.Ks,
            ["columns"] = new JsonArray([.. report.Columns.Where(column => column.Exceeds).Select(column => (JsonNode)column.Name)]),
            ["devices"] = new JsonArray([.. report.Devices.Select(device => (JsonNode)device)]),
        };
        await events.PublishAsync("drift.detected", report.Model, detail, session, cancellationToken);
    }
}
