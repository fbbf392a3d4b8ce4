namespace Twinyard.Access.Certificates;

/// <summary>The environment's own authority, for those that are to trust it.</summary>
/// <param name="Fingerprint">SHA-256 of the certificate, in hexadecimal digits: to be compared on another way.</param>
/// <param name="Certificate">In PEM.</param>
public sealed record AuthorityCertificate(string Subject, string Fingerprint, DateTimeOffset ExpiresAt, string Certificate);

/// <summary>What the server shows whoever connects over TLS.</summary>
/// <param name="Served">False where nothing is served over TLS; then all others are null.</param>
/// <param name="IsOwn">Whether it is of the files in the configuration, and not issued by the environment's authority.</param>
/// <param name="Names">DNS names and IP addresses that it is for.</param>
/// <param name="RenewsAt">Null for one of files: it is read again when they are replaced.</param>
public sealed record ServerCertificateSummary(
    bool Served, bool IsOwn, string? Subject, string? Issuer, IReadOnlyList<string> Names, string? Fingerprint, DateTimeOffset? ExpiresAt, DateTimeOffset? RenewsAt);
