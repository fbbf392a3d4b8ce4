using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Access.Certificates;

/// <summary>Certificates of devices as credentials: <c>certificate.&lt;fingerprint&gt;</c>. No token belongs to one, so that none is ever the right one.</summary>
internal sealed class CertificateSessions(Database database, DeviceCertificateStore store, TimeProvider time) : ISessionSource, ICertificateAuthentication
{
    private const string NoToken = "";

    public string Kind => "certificate";

    public async Task<HeldSession?> FindAsync(string name, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => store.FindAsync(session, name, cancellationToken), cancellationToken) is { } row
            ? new HeldSession(
                new Principal(Principal.Device, row.Device, row.Role) { Credential = $"{Kind}.{row.Fingerprint}" },
                NoToken,
                UnixMicros.FromUnixMicros(row.ExpiresAt),
                row.RevokedAt is null ? null : $"the certificate {row.Fingerprint} of {row.Device} was revoked")
            : null;

    public async Task<Result<Principal>> AuthenticateAsync(X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        var held = await FindAsync(FingerprintOf(certificate), cancellationToken);
        return held is null ? new UnauthenticatedError("certificate-unknown", "The certificate is not known here.", "Issue another: `twinyard fleet certificate issue DEVICE`.")
            : held.Ended is { } ended ? new UnauthenticatedError("certificate-revoked", $"It counts no more: {ended}.", $"Issue another: `twinyard fleet certificate issue {held.Principal.Name}`.")
            : held.ExpiresAt <= time.GetUtcNow() ? new UnauthenticatedError(
                "certificate-expired", $"The certificate of {held.Principal.Name} ended at {held.ExpiresAt:u}.", $"Issue another: `twinyard fleet certificate issue {held.Principal.Name}`.")
            : held.Principal;
    }

    /// <returns>SHA-256 of the certificate, in lower-case hexadecimal digits.</returns>
    public static string FingerprintOf(X509Certificate2 certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span));
}
