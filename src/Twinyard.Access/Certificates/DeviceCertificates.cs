using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Twinyard.Access.Roles;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Access.Certificates;

internal sealed class DeviceCertificates(
    Database database, DeviceCertificateStore store, CertificateAuthority authority, IOptions<TlsOptions> options, TimeProvider time)
    : IDeviceCertificates
{
    /// <summary>That count at once: enough for one that is renewed and some that were made by mistake.</summary>
    public const int MostAtOnce = 10;

    public async Task<Result<IssuedDeviceCertificate>> IssueAsync(string device, string request, Principal by, CancellationToken cancellationToken)
    {
        var key = SigningRequest.ReadKey(request);
        var issuer = key.IsOk ? await authority.FindOrMakeAsync(cancellationToken) : key.Error;
        if (!issuer.IsOk)
        {
            return issuer.Error;
        }

        var now = time.GetUtcNow();
        using var certificate = issuer.Value.IssueDevice(device, key.Value, now, TimeSpan.FromDays(options.Value.DeviceDays));
        var row = new DeviceCertificateRow
        {
            Fingerprint = CertificateSessions.FingerprintOf(certificate),
            Device = device,
            Role = Role.Device,
            IssuedBy = $"{by.Kind}/{by.Name}",
            IssuedAt = now.ToUnixMicros(),
            ExpiresAt = new DateTimeOffset(certificate.NotAfter).ToUnixMicros(),
        };
        var kept = await database.TryWriteAsync(session => KeepAsync(session, row, cancellationToken), cancellationToken);
        return kept.Map(_ => new IssuedDeviceCertificate(row.ToInfo(), certificate.ExportCertificatePem() + "\n", issuer.Value.Pem));
    }

    public async Task<IReadOnlyList<DeviceCertificateInfo>> ListAsync(string device, CancellationToken cancellationToken) =>
        [.. (await database.ReadAsync(session => store.ListAsync(session, device, cancellationToken), cancellationToken)).Select(row => row.ToInfo())];

    public async Task<Result<Done>> RevokeAsync(string device, string fingerprint, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => store.RevokeAsync(session, device, fingerprint.ToLowerInvariant(), time.NowMicros(), cancellationToken), cancellationToken) > 0
            ? Done.Value
            : new NotFoundError("certificate-not-found", $"The device {device} has no certificate {fingerprint} that is not revoked.", $"`twinyard fleet certificate list {device}` shows them.");

    public Task RevokeAllAsync(string device, CancellationToken cancellationToken) =>
        database.WriteAsync(session => store.RevokeAllAsync(session, device, time.NowMicros(), cancellationToken), cancellationToken);

    private async Task<Result<Done>> KeepAsync(DbSession session, DeviceCertificateRow row, CancellationToken cancellationToken)
    {
        // A year after they ended, nobody asks for them any more.
        await store.DeleteEndedAsync(session, row.Device, row.IssuedAt - (long)TimeSpan.FromDays(365).TotalMicroseconds, cancellationToken);
        var counting = (await store.ListAsync(session, row.Device, cancellationToken)).Count(other => other.RevokedAt is null && other.ExpiresAt > row.IssuedAt);
        if (counting >= MostAtOnce)
        {
            return new ConflictError("certificates-too-many", $"The device {row.Device} has {counting} certificates that count, and {MostAtOnce} is the most.", $"Revoke some: `twinyard fleet certificate list {row.Device}`.");
        }

        await store.InsertAsync(session, row, cancellationToken);
        return Done.Value;
    }
}
