namespace Twinyard.Contracts.Fleet;

/// <param name="Request">A certificate signing request in PEM (RFC 2986). Only its key counts.</param>
public sealed record IssueCertificateRequest(string Request);

/// <param name="Certificate">The device's, in PEM.</param>
/// <param name="Authority">That of the environment's authority, in PEM.</param>
public sealed record IssuedCertificate(DeviceCertificateSummary Summary, string Certificate, string Authority);

/// <param name="Fingerprint">SHA-256 of the certificate, in hexadecimal digits.</param>
/// <param name="State"><c>active</c>, <c>expired</c> or <c>revoked</c>.</param>
public sealed record DeviceCertificateSummary(string Device, string Fingerprint, string State, string IssuedBy, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt);
