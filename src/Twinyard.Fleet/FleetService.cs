using Twinyard.Access;
using Twinyard.Contracts.Fleet;
using Twinyard.Fleet.Broker;
using Twinyard.Fleet.Devices;
using Twinyard.Fleet.Ingest;
using Twinyard.Fleet.Rollouts;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Fleet;

internal sealed class FleetService(
    DeviceCatalog devices,
    DeviceCertificateDesk certificates,
    RolloutCatalog rollouts,
    Database database,
    ConnectedDevices connected,
    IMqttEndpoint endpoint,
    IngestCounters counters,
    IngestLoader loader) : IFleet
{
    public Task<Result<EnrolledDevice>> EnrolAsync(EnrolDeviceRequest request, Principal by, CancellationToken cancellationToken) => devices.EnrolAsync(request, by, cancellationToken);

    public Task<Page<DeviceSummary>> ListDevicesAsync(PageRequest page, CancellationToken cancellationToken) => devices.ListAsync(page, cancellationToken);

    public Task<Result<DeviceDetail>> FindDeviceAsync(string id, CancellationToken cancellationToken) => devices.FindAsync(id, cancellationToken);

    public Task<Result<Done>> RemoveDeviceAsync(string id, CancellationToken cancellationToken) => devices.RemoveAsync(id, cancellationToken);

    public Task<Result<IssuedCertificate>> IssueCertificateAsync(string device, IssueCertificateRequest request, Principal by, CancellationToken cancellationToken) =>
        certificates.IssueAsync(device, request, by, cancellationToken);

    public Task<Result<IReadOnlyList<DeviceCertificateSummary>>> ListCertificatesAsync(string device, CancellationToken cancellationToken) => certificates.ListAsync(device, cancellationToken);

    public Task<Result<Done>> RevokeCertificateAsync(string device, string fingerprint, CancellationToken cancellationToken) => certificates.RevokeAsync(device, fingerprint, cancellationToken);

    public Task<Result<RolloutDetail>> CreateRolloutAsync(CreateRolloutRequest request, Principal by, CancellationToken cancellationToken) => rollouts.CreateAsync(request, by, cancellationToken);

    public Task<Page<RolloutSummary>> ListRolloutsAsync(PageRequest page, CancellationToken cancellationToken) => rollouts.ListAsync(page, cancellationToken);

    public Task<Result<RolloutDetail>> FindRolloutAsync(string id, CancellationToken cancellationToken) => rollouts.FindAsync(id, cancellationToken);

    public Task<Result<RolloutDetail>> CancelRolloutAsync(string id, Principal by, CancellationToken cancellationToken) => rollouts.CancelAsync(id, by, cancellationToken);

    public async Task<FleetStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var count = await database.ReadAsync(session => DeviceStore.CountAsync(session, cancellationToken), cancellationToken);
        return new FleetStatus(
            (int)count,
            connected.Count,
            endpoint.Port,
            endpoint.TlsPort,
            counters.Problem.Length == 0,
            counters.Problem,
            counters.Acknowledged,
            counters.AcknowledgedBytes,
            counters.Rejected,
            counters.Denied,
            counters.Loaded,
            counters.Duplicates,
            counters.Quarantined,
            loader.PendingBytes,
            counters.RecentRejections());
    }
}
