using System.Globalization;
using Twinyard.Contracts.Fleet;
using Twinyard.Events.Bus;
using Twinyard.Fleet.Broker;
using Twinyard.Fleet.Devices;
using Twinyard.Models.Evaluations;
using Twinyard.Models.Registry;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;

namespace Twinyard.Fleet.Rollouts;

/// <summary>
/// The transitions of a rollout. Each is one transaction with its events; shadows are sent after it, and again from the
/// database when the broker starts. Repeating a step changes nothing.
/// </summary>
internal sealed class RolloutSteps(Database database, IModelGate gate, IModelRegistry registry, IEventBus events, IShadowSender shadows, TimeProvider time)
{
    /// <returns>What was done, null when there was nothing to do.</returns>
    public async Task<string?> StepAsync(RolloutRow rollout, CancellationToken cancellationToken)
    {
        var (stages, devices) = await database.ReadAsync(
            async session => (await RolloutStore.StagesAsync(session, rollout.Id, cancellationToken), await RolloutStore.DevicesAsync(session, rollout.Id, cancellationToken)),
            cancellationToken);
        if (rollout.State == RolloutState.Pending)
        {
            return await BeginStageAsync(rollout, stages[0], cancellationToken);
        }

        devices = await JudgeDevicesAsync(rollout, devices, cancellationToken);
        var failed = devices.Where(device => device.State == RolloutDeviceState.Failed).ToList();
        if (failed.Count * 100 > rollout.ErrorPercent * devices.Count)
        {
            return await HaltAsync(
                rollout, devices, $"{failed.Count} of {devices.Count} devices failed, and {rollout.ErrorPercent} % may: {failed[0].DeviceId}: {failed[0].Error}", cancellationToken);
        }

        var succeeded = devices.Count(device => device.State == RolloutDeviceState.Succeeded);
        if (succeeded * 100 < rollout.SuccessPercent * devices.Count)
        {
            return null;
        }

        var stage = stages[(int)rollout.Stage - 1];
        return rollout.Stage < stages.Count
            ? await NextStageAsync(rollout, stage, stages[(int)rollout.Stage], cancellationToken)
            : await CompleteAsync(rollout, stage, succeeded, devices.Count, cancellationToken);
    }

    private async Task<string?> NextStageAsync(RolloutRow rollout, StageRow done, StageRow next, CancellationToken cancellationToken)
    {
        if (done.CompletedAt is null)
        {
            await database.WriteAsync(
                async session =>
                {
                    await RolloutStore.CompleteStageAsync(session, rollout.Id, done.Number, time.NowMicros(), cancellationToken);
                    await TellAsync(session, rollout, "rollout.stage-completed", done, $"stage {done.Number} of {rollout.Stages} is done", cancellationToken);
                },
                cancellationToken);
        }

        return await BeginStageAsync(rollout, next, cancellationToken);
    }

    /// <summary>Asks the gate, then lets the stage's devices want the version.</summary>
    private async Task<string?> BeginStageAsync(RolloutRow rollout, StageRow stage, CancellationToken cancellationToken)
    {
        var (passed, why) = await AskGateAsync(rollout, cancellationToken);
        if (!passed)
        {
            await database.WriteAsync(session => RolloutStore.GateAsync(session, rollout.Id, stage.Number, why, cancellationToken), cancellationToken);
            var taken = await database.ReadAsync(session => RolloutStore.DevicesAsync(session, rollout.Id, cancellationToken), cancellationToken);
            return await HaltAsync(rollout, taken, $"the gate before stage {stage.Number} refused: {why}", cancellationToken);
        }

        var bundle = rollout.ReadBundle();
        var reason = $"stage {stage.Number} of {rollout.Stages} ({stage.Percent} %) runs";
        var changed = await database.WriteAsync(
            async session =>
            {
                if (!await RolloutStore.MoveAsync(session, rollout.Id, rollout.State, RolloutState.Running, stage.Number, reason, null, cancellationToken))
                {
                    return null;
                }

                await RolloutStore.GateAsync(session, rollout.Id, stage.Number, why, cancellationToken);
                await RolloutStore.StartStageAsync(session, rollout.Id, stage.Number, time.NowMicros(), cancellationToken);
                if (stage.Number == 1)
                {
                    await TellAsync(session, rollout, "rollout.started", stage, reason, cancellationToken);
                }

                return await TakeDevicesAsync(session, rollout, stage, bundle, cancellationToken);
            },
            cancellationToken);
        await SendAsync(changed ?? [], cancellationToken);
        return changed is null ? null : reason;
    }

    private static async Task<List<(string Device, DesiredShadow Shadow)>> TakeDevicesAsync(
        DbSession session, RolloutRow rollout, StageRow stage, DesiredBundle bundle, CancellationToken cancellationToken)
    {
        var fleet = (await DeviceStore.ListAllAsync(session, cancellationToken)).Where(rollout.Covers).ToDictionary(device => device.Id, StringComparer.Ordinal);
        var taken = (await RolloutStore.DevicesAsync(session, rollout.Id, cancellationToken)).Select(device => device.DeviceId).ToHashSet(StringComparer.Ordinal);
        var changed = new List<(string, DesiredShadow)>();
        foreach (var id in StageSelection.Take(rollout.Id, fleet.Keys, stage.Percent).Where(id => !taken.Contains(id)))
        {
            var revision = await DeviceStore.DesireAsync(session, id, bundle, cancellationToken) ?? throw new InvalidOperationException($"Device {id} vanished within a transaction.");
            await RolloutStore.AddDeviceAsync(session, rollout.Id, id, stage.Number, revision, fleet[id].DesiredBundle, cancellationToken);
            changed.Add((id, new DesiredShadow(revision, bundle)));
        }

        return changed;
    }

    /// <summary>Reads from the reported shadows who has succeeded or failed. A device that was removed no longer counts.</summary>
    private async Task<IReadOnlyList<RolloutDeviceRow>> JudgeDevicesAsync(RolloutRow rollout, IReadOnlyList<RolloutDeviceRow> devices, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            async session =>
            {
                var judged = new List<RolloutDeviceRow>();
                var fleet = (await DeviceStore.ListAllAsync(session, cancellationToken)).ToDictionary(device => device.Id, StringComparer.Ordinal);
                foreach (var device in devices)
                {
                    if (!fleet.TryGetValue(device.DeviceId, out var row))
                    {
                        continue;
                    }

                    var (state, error) = Judge(rollout, device, row.ReadReported());
                    if (state != device.State || error != device.Error)
                    {
                        await RolloutStore.SetDeviceAsync(session, rollout.Id, device.DeviceId, state, error, cancellationToken);
                    }

                    judged.Add(new RolloutDeviceRow { DeviceId = device.DeviceId, Stage = device.Stage, State = state, Revision = device.Revision, PreviousBundle = device.PreviousBundle, Error = error });
                }

                return judged;
            },
            cancellationToken);

    private static (string State, string? Error) Judge(RolloutRow rollout, RolloutDeviceRow device, ReportedShadow? reported)
    {
        if (reported is null || reported.Revision < device.Revision)
        {
            return (device.State, device.Error);
        }

        return reported.Error is null && reported.Model == rollout.Model && reported.Version == rollout.Version
            ? (RolloutDeviceState.Succeeded, null)
            : (RolloutDeviceState.Failed, reported.Error ?? $"it runs {reported.Model ?? "no model"}@{reported.Version}");
    }

    private async Task<string?> CompleteAsync(RolloutRow rollout, StageRow stage, int succeeded, int devices, CancellationToken cancellationToken)
    {
        var reason = $"{succeeded} of {devices} devices run {rollout.Model}@{rollout.Version}";
        var changed = await database.WriteAsync(
            async session =>
            {
                var now = time.NowMicros();
                if (!await RolloutStore.MoveAsync(session, rollout.Id, RolloutState.Running, RolloutState.Completed, stage.Number, reason, now, cancellationToken))
                {
                    return null;
                }

                await RolloutStore.CompleteStageAsync(session, rollout.Id, stage.Number, now, cancellationToken);
                await TellAsync(session, rollout, "rollout.stage-completed", stage, $"stage {stage.Number} of {rollout.Stages} is done", cancellationToken);
                await TellAsync(session, rollout, "rollout.completed", stage, reason, cancellationToken);
                var set = await registry.SetAliasAsync(rollout.Model, ModelAliases.Champion, VersionOf(rollout.Version), $"rollout/{rollout.Id}", session, cancellationToken);
                if (!set.IsOk)
                {
                    throw new InvalidOperationException($"The champion alias could not be set: {set.Error}");
                }

                // Devices that joined while the last stage was running.
                return await TakeDevicesAsync(session, rollout, stage, rollout.ReadBundle(), cancellationToken);
            },
            cancellationToken);
        await SendAsync(changed ?? [], cancellationToken);
        return changed is null ? null : reason;
    }

    /// <summary>Ends the rollout and lets every device that it touched want what it wanted before.</summary>
    private async Task<string?> HaltAsync(RolloutRow rollout, IReadOnlyList<RolloutDeviceRow> devices, string reason, CancellationToken cancellationToken)
    {
        var stage = new StageRow { Number = rollout.Stage };
        var changed = await database.WriteAsync(
            async session =>
            {
                if (!await RolloutStore.MoveAsync(session, rollout.Id, rollout.State, RolloutState.Halted, rollout.Stage, reason, time.NowMicros(), cancellationToken))
                {
                    return null;
                }

                var back = new List<(string, DesiredShadow)>();
                foreach (var device in devices)
                {
                    var bundle = BundleText.Read(device.PreviousBundle);
                    if (await DeviceStore.DesireAsync(session, device.DeviceId, bundle, cancellationToken) is { } revision)
                    {
                        back.Add((device.DeviceId, new DesiredShadow(revision, bundle)));
                        await RolloutStore.SetDeviceAsync(session, rollout.Id, device.DeviceId, RolloutDeviceState.RolledBack, device.Error, cancellationToken);
                    }
                }

                await TellAsync(session, rollout, "rollout.halted", stage, reason, cancellationToken);
                return back;
            },
            cancellationToken);
        await SendAsync(changed ?? [], cancellationToken);
        return changed is null ? null : reason;
    }

    private async Task<(bool Passed, string Why)> AskGateAsync(RolloutRow rollout, CancellationToken cancellationToken)
    {
        if (rollout.ReadGate() is not { } asked)
        {
            return (true, "no gate was asked for");
        }

        if (rollout.PreviousVersion is null || rollout.PreviousVersion == rollout.Version)
        {
            return (true, "there is no other version to compare with");
        }

        var decision = await gate.CompareAsync(rollout.Model, VersionOf(rollout.Version), VersionOf(rollout.PreviousVersion), asked.Metric, asked.Tolerance, cancellationToken);
        return (decision.Passed, string.Join(" ", decision.Reasons));
    }

    private async Task SendAsync(IReadOnlyList<(string Device, DesiredShadow Shadow)> changed, CancellationToken cancellationToken)
    {
        foreach (var (device, shadow) in changed)
        {
            await shadows.SendAsync(device, shadow, cancellationToken);
        }
    }

    private Task TellAsync(DbSession session, RolloutRow rollout, string detailType, StageRow stage, string reason, CancellationToken cancellationToken) =>
        events.PublishAsync(FleetEvents.Rollout(detailType, rollout.Id, rollout.Model, rollout.Version, stage.Number, stage.Percent, reason), session, cancellationToken);

    private static int VersionOf(string version) => int.Parse(version, NumberStyles.None, CultureInfo.InvariantCulture);
}
