using Twinyard.Platform.Time;

namespace Twinyard.Events.Replays;

/// <summary>A row of <c>event_replays</c>.</summary>
internal sealed class ReplayRow
{
    public const long MicrosAMinute = 60_000_000;

    public required string Name { get; init; }

    public string State { get; init; } = EventReplay.Running;

    public string? Pattern { get; init; }

    public required long FromAt { get; init; }

    public required long ToAt { get; init; }

    /// <summary>Events behind this place of the bus are not in it.</summary>
    public required long Through { get; init; }

    /// <summary>Since 1970: all events of earlier minutes were read.</summary>
    public required long Minute { get; init; }

    /// <summary>Events of the minute up to this place of the bus were read.</summary>
    public long Position { get; init; }

    public long? Events { get; init; }

    public long Read { get; init; }

    public long Published { get; init; }

    public required string RequestedBy { get; init; }

    public required long CreatedAt { get; init; }

    public long? EndedAt { get; init; }

    public EventReplay ToReplay() => new(
        Name, State, Pattern, UnixMicros.FromUnixMicros(FromAt), UnixMicros.FromUnixMicros(ToAt), RequestedBy, UnixMicros.FromUnixMicros(CreatedAt), UnixMicros.FromUnixMicros(EndedAt))
    {
        Events = Events,
        Read = Read,
        Published = Published,
    };
}
