using Twinyard.Access;
using Twinyard.Access.Certificates;
using Twinyard.Access.Tokens;
using Twinyard.Contracts.Fleet;
using Twinyard.Events.Bus;
using Twinyard.Fleet.Broker;
using Twinyard.Fleet.Rollouts;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Fleet.Devices;

/// <summary>Devices as people enrol, list and remove them.</summary>
internal sealed class DeviceCatalog(
    Database database, ITokens tokens, IDeviceCertificates certificates, IEventBus events, IShadowSender shadows, ConnectedDevices connected, TimeProvider time)
{
    private const string DeviceRole = "device";

    /// <summary>Completed rollouts that are searched for what a joining device shall run.</summary>
    private const int RolloutsSearched = 100;

    public async Task<Result<EnrolledDevice>> EnrolAsync(EnrolDeviceRequest request, Principal by, CancellationToken cancellationToken)
    {
        var valid = DeviceId.Check(request.Id ?? "");
        valid = valid.IsOk ? TagText.Check(request.Tags) : valid;
        if (!valid.IsOk)
        {
            return valid.Error;
        }

        var enrolled = await database.TryWriteAsync(session => InsertAsync(session, request, by, cancellationToken), cancellationToken);
        if (!enrolled.IsOk)
        {
            return enrolled.Error;
        }

        // After the row: a crash in between leaves a device without a credential, which can be removed and enrolled again.
        var device = enrolled.Value;
        var token = await tokens.IssueAsync(new TokenRequest(new Principal(Principal.Device, device.Id, DeviceRole), $"device {device.Id}", null), cancellationToken);
        if (device.HasDesired)
        {
            await shadows.SendAsync(device.Id, device.ReadDesired(), cancellationToken);
        }

        return new EnrolledDevice(device.ToSummary(connected: false), token.Secret);
    }

    public async Task<Page<DeviceSummary>> ListAsync(PageRequest page, CancellationToken cancellationToken) =>
        (await database.ReadAsync(session => DeviceStore.ListAsync(session, page, cancellationToken), cancellationToken))
        .Map(row => row.ToSummary(connected.IsConnected(row.Id)));

    public async Task<Result<DeviceDetail>> FindAsync(string id, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(session => DeviceStore.FindAsync(session, id, cancellationToken), cancellationToken);
        return row is null
            ? Unknown(id)
            : new DeviceDetail(row.ToSummary(connected.IsConnected(id)), row.ReadDesired(), row.ReadReported(), UnixMicros.FromUnixMicros(row.ReportedAt));
    }

    public async Task<Result<Done>> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        // The credentials go first: whatever happens after, the device cannot come back.
        await tokens.RevokeAsync(Principal.Device, id, cancellationToken);
        await certificates.RevokeAllAsync(id, cancellationToken);
        var isGone = await database.WriteAsync(session => DeviceStore.DeleteAsync(session, id, cancellationToken), cancellationToken);
        await shadows.ForgetAsync(id, cancellationToken);
        return isGone ? Done.Value : Unknown(id);
    }

    internal static NotFoundError Unknown(string id) => new("device-not-found", $"There is no device '{id}'.", "`twinyard fleet list` shows them.");

    private async Task<Result<DeviceRow>> InsertAsync(DbSession session, EnrolDeviceRequest request, Principal by, CancellationToken cancellationToken)
    {
        var joining = new DeviceRow { Id = request.Id, Tags = TagText.Write(request.Tags) };
        var current = (await RolloutStore.ListCompletedAsync(session, RolloutsSearched, cancellationToken)).FirstOrDefault(rollout => rollout.Covers(joining));
        var now = time.NowMicros();
        var device = new DeviceRow
        {
            Id = joining.Id,
            Tags = joining.Tags,
            EnrolledAt = now,
            EnrolledBy = $"{by.Kind}/{by.Name}",
            DesiredRevision = current is null ? now : now + 1,
            DesiredBundle = current?.Bundle,
        };
        if (!await DeviceStore.InsertAsync(session, device, cancellationToken))
        {
            return new ConflictError("device-exists", $"There is a device '{request.Id}' already.", "Choose another id, or remove that one first; its credential is not shown again.");
        }

        await events.PublishAsync(FleetEvents.Device("device.enrolled", device.Id), session, cancellationToken);
        return device;
    }
}
