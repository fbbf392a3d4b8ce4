using System.Globalization;
using System.Text.Json;
using Twinyard.Access;
using Twinyard.Contracts.Fleet;
using Twinyard.Fleet.Devices;
using Twinyard.Models.Registry;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Fleet.Rollouts;

/// <summary>Rollouts as people ask for them and look at them.</summary>
internal sealed class RolloutCatalog(Database database, IModelRegistry registry, RolloutSignal signal, IIdGenerator ids, TimeProvider time)
{
    private const int MaximumStages = 20;

    public async Task<Result<RolloutDetail>> CreateAsync(CreateRolloutRequest request, Principal by, CancellationToken cancellationToken)
    {
        var percents = request.Stages is { Count: > 0 } stages ? stages.Select(stage => stage.Percent).ToList() : [100];
        if (Check(request, percents) is { } invalid)
        {
            return invalid;
        }

        if (!int.TryParse(request.Version, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            return new InvalidError("rollout-version-invalid", $"'{request.Version}' is no model version.", "Versions are whole numbers: see `twinyard model show`.");
        }

        var found = await registry.FindVersionAsync(request.Model, version, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var champion = await registry.FindAliasAsync(request.Model, ModelAliases.Champion, cancellationToken);
        var row = new RolloutRow
        {
            Id = ids.NewId().ToString(),
            Model = request.Model,
            Version = version.ToString(CultureInfo.InvariantCulture),
            Bundle = BundleText.Write(new DesiredBundle(request.Model, version.ToString(CultureInfo.InvariantCulture), found.Value.Version.Sha256, $"/api/v1/models/{Uri.EscapeDataString(request.Model)}/versions/{version}/bundle")) ?? "",
            PreviousVersion = champion?.ToString(CultureInfo.InvariantCulture),
            State = RolloutState.Pending,
            Tags = TagText.Write(request.Tags),
            Gate = request.Gate is null ? null : JsonSerializer.Serialize(request.Gate),
            SuccessPercent = request.SuccessPercent,
            ErrorPercent = request.ErrorPercent,
            Reason = "waits for its first stage",
            StartedBy = $"{by.Kind}/{by.Name}",
            CreatedAt = time.NowMicros(),
        };
        var inserted = await database.TryWriteAsync<Done>(
            async session =>
            {
                if (await RivalAsync(session, row, cancellationToken) is { } rival)
                {
                    return rival;
                }

                await RolloutStore.InsertAsync(session, row, percents, cancellationToken);
                session.OnCommitted(signal.Signal.Raise);
                return Done.Value;
            },
            cancellationToken);
        return inserted.IsOk ? await FindAsync(row.Id, cancellationToken) : inserted.Error;
    }

    public async Task<Page<RolloutSummary>> ListAsync(PageRequest page, CancellationToken cancellationToken) =>
        (await database.ReadAsync(session => RolloutStore.ListAsync(session, page, cancellationToken), cancellationToken)).Map(row => row.ToSummary());

    public Task<Result<RolloutDetail>> FindAsync(string id, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            if (await RolloutStore.FindAsync(session, id, cancellationToken) is not { } rollout)
            {
                return Unknown(id);
            }

            var stages = await RolloutStore.StagesAsync(session, id, cancellationToken);
            var devices = await RolloutStore.DevicesAsync(session, id, cancellationToken);
            return Result<RolloutDetail>.Ok(new RolloutDetail(
                rollout.ToSummary(),
                [.. stages.Select(stage => Detail(stage, devices))],
                rollout.ReadGate(),
                [.. devices.Select(device => new RolloutDevice(device.DeviceId, (int)device.Stage, device.State, device.Error))]));
        },
        cancellationToken);

    public async Task<Result<RolloutDetail>> CancelAsync(string id, Principal by, CancellationToken cancellationToken)
    {
        var cancelled = await database.TryWriteAsync<Done>(
            async session =>
            {
                if (await RolloutStore.FindAsync(session, id, cancellationToken) is not { } rollout)
                {
                    return Unknown(id);
                }

                return !RolloutState.IsFinal(rollout.State)
                    && await RolloutStore.MoveAsync(session, id, rollout.State, RolloutState.Cancelled, rollout.Stage, $"cancelled by {by.Kind}/{by.Name}", time.NowMicros(), cancellationToken)
                    ? Done.Value
                    : new ConflictError("rollout-ended", $"Rollout {id} is {rollout.State} already.", "Start another to change what the fleet runs.");
            },
            cancellationToken);
        return cancelled.IsOk ? await FindAsync(id, cancellationToken) : cancelled.Error;
    }

    private static NotFoundError Unknown(string id) => new("rollout-not-found", $"There is no rollout {id}.", "`twinyard rollout list` shows them.");

    private static RolloutStageDetail Detail(StageRow stage, IReadOnlyList<RolloutDeviceRow> devices)
    {
        var within = devices.Where(device => device.Stage <= stage.Number).ToList();
        return new(
            (int)stage.Number,
            (int)stage.Percent,
            within.Count,
            within.Count(device => device.State == RolloutDeviceState.Succeeded),
            within.Count(device => device.Error is not null),
            stage.GateReason,
            UnixMicros.FromUnixMicros(stage.StartedAt),
            UnixMicros.FromUnixMicros(stage.CompletedAt));
    }

    /// <summary>Two rollouts on one device would undo each other.</summary>
    private static async Task<ConflictError?> RivalAsync(DbSession session, RolloutRow row, CancellationToken cancellationToken)
    {
        var devices = (await DeviceStore.ListAllAsync(session, cancellationToken)).Where(row.Covers).ToList();
        foreach (var open in await RolloutStore.ListOpenAsync(session, cancellationToken))
        {
            if (devices.FirstOrDefault(open.Covers) is { } shared)
            {
                return new ConflictError(
                    "rollout-in-progress", $"Rollout {open.Id} of {open.Model}@{open.Version} has not ended and covers {shared.Id} too.", $"Wait for it, or cancel it with `twinyard rollout cancel {open.Id}`.");
            }
        }

        return null;
    }

    private static Error? Check(CreateRolloutRequest request, List<int> percents)
    {
        if (percents.Count > MaximumStages || percents[^1] != 100 || percents.Any(percent => percent is < 1 or > 100) || percents.Zip(percents.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            return new InvalidError("rollout-stages-invalid", $"Stages are at most {MaximumStages} rising percentages from 1 that end with 100; these are {string.Join(", ", percents)}.", "Such as 10 and 100.");
        }

        if (request.SuccessPercent is < 1 or > 100 || request.ErrorPercent is < 0 or > 100)
        {
            return new InvalidError("rollout-thresholds-invalid", $"successPercent is {request.SuccessPercent} and errorPercent {request.ErrorPercent}; 1 to 100 and 0 to 100 are possible.");
        }

        if (request.Gate is { } gate && (string.IsNullOrWhiteSpace(gate.Metric) || !double.IsFinite(gate.Tolerance) || gate.Tolerance < 0))
        {
            return new InvalidError("rollout-gate-invalid", "A gate has a metric and a tolerance of at least 0.", """Such as {"metric":"rmse","tolerance":0.05}.""");
        }

        return TagText.Check(request.Tags) is { IsOk: false, Error: var error } ? error : null;
    }
}
