using Twinyard.Platform.Results;

namespace Twinyard.Access.Certificates;

/// <summary>Certificates of devices, issued by the environment's authority.</summary>
public interface IDeviceCertificates
{
    /// <param name="request">A certificate signing request in PEM (RFC 2986); only its key counts, whose possession it proves: EC of the NIST curves, or RSA of 2048 bits and more.</param>
    /// <param name="by">Who asks for it.</param>
    Task<Result<IssuedDeviceCertificate>> IssueAsync(string device, string request, Principal by, CancellationToken cancellationToken);

    /// <summary>Newest first, those that ended among them.</summary>
    Task<IReadOnlyList<DeviceCertificateInfo>> ListAsync(string device, CancellationToken cancellationToken);

    Task<Result<Done>> RevokeAsync(string device, string fingerprint, CancellationToken cancellationToken);

    /// <summary>All of a device, such as one that is removed.</summary>
    Task RevokeAllAsync(string device, CancellationToken cancellationToken);
}

/// <param name="Certificate">In PEM.</param>
/// <param name="Authority">The authority's certificate in PEM.</param>
public sealed record IssuedDeviceCertificate(DeviceCertificateInfo Info, string Certificate, string Authority);

/// <param name="Fingerprint">SHA-256 of the certificate, in hexadecimal digits.</param>
/// <param name="RevokedAt">Null where it was not.</param>
public sealed record DeviceCertificateInfo(string Device, string Fingerprint, string IssuedBy, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt);
