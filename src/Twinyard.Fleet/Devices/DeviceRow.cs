using System.Text.Json;
using Twinyard.Contracts.Fleet;
using Twinyard.Platform.Time;

namespace Twinyard.Fleet.Devices;

internal sealed class DeviceRow
{
    public string Id { get; init; } = "";

    public string Tags { get; init; } = "{}";

    public long EnrolledAt { get; init; }

    public string EnrolledBy { get; init; } = "";

    public long? LastSeenAt { get; init; }

    /// <summary>
    /// Begins with the time of the enrolment, in Unix microseconds, and grows by one with every change: an id that was removed and is
    /// enrolled again never gets a revision that its device has settled before.
    /// </summary>
    public long DesiredRevision { get; init; }

    public string? DesiredBundle { get; init; }

    public string? Reported { get; init; }

    public long? ReportedAt { get; init; }

    public IReadOnlyDictionary<string, string> ReadTags() => TagText.Read(Tags);

    /// <summary>Whether the fleet has said yet what the device shall run.</summary>
    public bool HasDesired => DesiredRevision > EnrolledAt;

    public DesiredShadow ReadDesired() => new(DesiredRevision, BundleText.Read(DesiredBundle));

    public ReportedShadow? ReadReported() => Reported is null ? null : JsonSerializer.Deserialize(Reported, FleetMessages.Default.ReportedShadow);

    public DeviceSummary ToSummary(bool connected)
    {
        var reported = ReadReported();
        return new(Id, ReadTags(), connected, UnixMicros.FromUnixMicros(EnrolledAt), UnixMicros.FromUnixMicros(LastSeenAt), reported?.Model, reported?.Version);
    }
}
