using Twinyard.Platform.Data;

namespace Twinyard.Access.Certificates;

internal sealed class DeviceCertificateStore
{
    private const string Columns = "fingerprint AS Fingerprint, device AS Device, role AS Role, issued_by AS IssuedBy, issued_at AS IssuedAt, expires_at AS ExpiresAt, revoked_at AS RevokedAt";

    public Task<DeviceCertificateRow?> FindAsync(DbSession session, string fingerprint, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<DeviceCertificateRow>($"SELECT {Columns} FROM access_device_certificates WHERE fingerprint = @fingerprint", new { fingerprint }, cancellationToken);

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<DeviceCertificateRow>> ListAsync(DbSession session, string device, CancellationToken cancellationToken) =>
        session.QueryAsync<DeviceCertificateRow>($"SELECT {Columns} FROM access_device_certificates WHERE device = @device ORDER BY issued_at DESC, fingerprint", new { device }, cancellationToken);

    public Task InsertAsync(DbSession session, DeviceCertificateRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "INSERT INTO access_device_certificates (fingerprint, device, role, issued_by, issued_at, expires_at) VALUES (@Fingerprint, @Device, @Role, @IssuedBy, @IssuedAt, @ExpiresAt)", row, cancellationToken);

    /// <summary>Those of a device that ended before a time.</summary>
    public Task DeleteEndedAsync(DbSession session, string device, long before, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM access_device_certificates WHERE device = @device AND expires_at < @before", new { device, before }, cancellationToken);

    /// <returns>How many counted until now.</returns>
    public Task<int> RevokeAsync(DbSession session, string device, string fingerprint, long now, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "UPDATE access_device_certificates SET revoked_at = @now WHERE device = @device AND fingerprint = @fingerprint AND revoked_at IS NULL", new { device, fingerprint, now }, cancellationToken);

    public Task RevokeAllAsync(DbSession session, string device, long now, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE access_device_certificates SET revoked_at = @now WHERE device = @device AND revoked_at IS NULL", new { device, now }, cancellationToken);
}
