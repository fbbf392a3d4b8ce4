using Twinyard.Platform.Time;

namespace Twinyard.Access.Certificates;

internal sealed record DeviceCertificateRow
{
    public string Fingerprint { get; init; } = "";

    public string Device { get; init; } = "";

    public string Role { get; init; } = "";

    public string IssuedBy { get; init; } = "";

    public long IssuedAt { get; init; }

    public long ExpiresAt { get; init; }

    public long? RevokedAt { get; init; }

    public DeviceCertificateInfo ToInfo() => new(Device, Fingerprint, IssuedBy, UnixMicros.FromUnixMicros(IssuedAt), UnixMicros.FromUnixMicros(ExpiresAt), RevokedAt is { } revoked ? UnixMicros.FromUnixMicros(revoked) : null);
}
