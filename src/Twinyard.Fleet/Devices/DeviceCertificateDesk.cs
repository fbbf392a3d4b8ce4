using Twinyard.Access;
using Twinyard.Access.Certificates;
using Twinyard.Contracts.Fleet;
using Twinyard.Fleet.Broker;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;

namespace Twinyard.Fleet.Devices;

/// <summary>Certificates of enrolled devices, as people and the devices themselves ask for them.</summary>
internal sealed class DeviceCertificateDesk(Database database, IDeviceCertificates certificates, CredentialSweep sweep, TimeProvider time)
{
    public async Task<Result<IssuedCertificate>> IssueAsync(string device, IssueCertificateRequest request, Principal by, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(device, cancellationToken);
        var issued = known.IsOk ? await certificates.IssueAsync(device, request.Request ?? "", by, cancellationToken) : known.Error;
        return issued.Map(made => new IssuedCertificate(Summary(made.Info), made.Certificate, made.Authority));
    }

    public async Task<Result<IReadOnlyList<DeviceCertificateSummary>>> ListAsync(string device, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(device, cancellationToken);
        return known.IsOk
            ? Result<IReadOnlyList<DeviceCertificateSummary>>.Ok([.. (await certificates.ListAsync(device, cancellationToken)).Select(Summary)])
            : known.Error;
    }

    /// <summary>Also of a device that has been removed. Connections that were made with it are closed.</summary>
    public async Task<Result<Done>> RevokeAsync(string device, string fingerprint, CancellationToken cancellationToken)
    {
        var revoked = await certificates.RevokeAsync(device, fingerprint, cancellationToken);
        if (revoked.IsOk)
        {
            await sweep.LookAtAsync(device, cancellationToken);
        }

        return revoked;
    }

    private async Task<Result<Done>> KnownAsync(string device, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => DeviceStore.FindAsync(session, device, cancellationToken), cancellationToken) is null ? DeviceCatalog.Unknown(device) : Done.Value;

    private DeviceCertificateSummary Summary(DeviceCertificateInfo info) => new(
        info.Device,
        info.Fingerprint,
        info.RevokedAt is not null ? "revoked" : info.ExpiresAt <= time.GetUtcNow() ? "expired" : "active",
        info.IssuedBy,
        info.IssuedAt,
        info.ExpiresAt,
        info.RevokedAt);
}
