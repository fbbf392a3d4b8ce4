using Twinyard.Access;
using Twinyard.Contracts.Fleet;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Fleet;

/// <summary>Devices, what they run, and rollouts. What the HTTP endpoints and the console ask.</summary>
public interface IFleet
{
    /// <summary>Makes a device with a credential of its own. A device that joins gets what the newest completed rollout for it put on the fleet.</summary>
    Task<Result<EnrolledDevice>> EnrolAsync(EnrolDeviceRequest request, Principal by, CancellationToken cancellationToken);

    /// <summary>By id.</summary>
    Task<Page<DeviceSummary>> ListDevicesAsync(PageRequest page, CancellationToken cancellationToken);

    Task<Result<DeviceDetail>> FindDeviceAsync(string id, CancellationToken cancellationToken);

    /// <summary>A certificate for the key of a signing request, which the device keeps to itself.</summary>
    Task<Result<IssuedCertificate>> IssueCertificateAsync(string device, IssueCertificateRequest request, Principal by, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<Result<IReadOnlyList<DeviceCertificateSummary>>> ListCertificatesAsync(string device, CancellationToken cancellationToken);

    /// <summary>It counts no more, and connections that were made with it are closed.</summary>
    Task<Result<Done>> RevokeCertificateAsync(string device, string fingerprint, CancellationToken cancellationToken);

    /// <summary>Revokes its credentials, closes its connection and forgets it. What it sent stays in the warehouse.</summary>
    Task<Result<Done>> RemoveDeviceAsync(string id, CancellationToken cancellationToken);

    /// <summary>Starts when the reconciliation next runs. Refused while another rollout holds one of the devices.</summary>
    Task<Result<RolloutDetail>> CreateRolloutAsync(CreateRolloutRequest request, Principal by, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<Page<RolloutSummary>> ListRolloutsAsync(PageRequest page, CancellationToken cancellationToken);

    Task<Result<RolloutDetail>> FindRolloutAsync(string id, CancellationToken cancellationToken);

    /// <summary>Stops where it is: devices keep what they have.</summary>
    Task<Result<RolloutDetail>> CancelRolloutAsync(string id, Principal by, CancellationToken cancellationToken);

    Task<FleetStatus> StatusAsync(CancellationToken cancellationToken);
}
