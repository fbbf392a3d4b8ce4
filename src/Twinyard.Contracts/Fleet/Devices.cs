namespace Twinyard.Contracts.Fleet;

/// <param name="Id">1 to 64 of a–z, A–Z, 0–9, <c>-</c>, <c>_</c>, <c>.</c>; it is the MQTT user name and part of every topic.</param>
public sealed record EnrolDeviceRequest(string Id, IReadOnlyDictionary<string, string>? Tags);

/// <param name="Secret">Shown once: the device's MQTT password and bearer token.</param>
public sealed record EnrolledDevice(DeviceSummary Device, string Secret);

/// <param name="Connected">Whether it has an MQTT connection now.</param>
/// <param name="LastSeenAt">Last connect, disconnect or report; null before the first.</param>
/// <param name="Model">Reported as running.</param>
public sealed record DeviceSummary(
    string Id,
    IReadOnlyDictionary<string, string> Tags,
    bool Connected,
    DateTimeOffset EnrolledAt,
    DateTimeOffset? LastSeenAt,
    string? Model,
    string? Version);

public sealed record DeviceDetail(DeviceSummary Device, DesiredShadow Desired, ReportedShadow? Reported, DateTimeOffset? ReportedAt);
