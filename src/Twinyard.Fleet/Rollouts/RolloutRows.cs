using System.Text.Json;
using Twinyard.Contracts.Fleet;
using Twinyard.Fleet.Devices;
using Twinyard.Platform.Time;

namespace Twinyard.Fleet.Rollouts;

internal sealed class RolloutRow
{
    public string Id { get; init; } = "";

    public string Model { get; init; } = "";

    public string Version { get; init; } = "";

    public string Bundle { get; init; } = "";

    public string? PreviousVersion { get; init; }

    public string State { get; init; } = "";

    public long Stage { get; init; }

    public long Stages { get; init; }

    public string Tags { get; init; } = "{}";

    public string? Gate { get; init; }

    public long SuccessPercent { get; init; }

    public long ErrorPercent { get; init; }

    public string Reason { get; init; } = "";

    public string StartedBy { get; init; } = "";

    public long CreatedAt { get; init; }

    public long? EndedAt { get; init; }

    public DesiredBundle ReadBundle() => BundleText.Read(Bundle) ?? throw new InvalidOperationException($"Rollout {Id} has no bundle.");

    public RolloutGate? ReadGate() => Gate is null ? null : JsonSerializer.Deserialize<RolloutGate>(Gate);

    public bool Covers(DeviceRow device) => TagText.Match(TagText.Read(Tags), device.ReadTags());

    public RolloutSummary ToSummary() => new(
        Id, Model, Version, PreviousVersion, State, (int)Stage, (int)Stages, Reason, StartedBy, UnixMicros.FromUnixMicros(CreatedAt), UnixMicros.FromUnixMicros(EndedAt));
}

internal sealed class StageRow
{
    public long Number { get; init; }

    public long Percent { get; init; }

    public string? GateReason { get; init; }

    public long? StartedAt { get; init; }

    public long? CompletedAt { get; init; }
}

internal sealed class RolloutDeviceRow
{
    public string DeviceId { get; init; } = "";

    public long Stage { get; init; }

    public string State { get; init; } = "";

    public long Revision { get; init; }

    public string? PreviousBundle { get; init; }

    public string? Error { get; init; }
}
