using Twinyard.Contracts.Twins;
using Twinyard.Platform.Time;

namespace Twinyard.Twins.Power;

/// <summary>A row of <c>twins_states</c>, with the number of its uses.</summary>
internal sealed class TwinStateRow
{
    public required string Name { get; init; }

    public required string State { get; init; }

    public long Since { get; init; }

    public required string Reason { get; init; }

    public required string ChangedBy { get; init; }

    public long Held { get; init; }

    public long UsedAt { get; init; }

    public long Position { get; init; }

    public long Uses { get; init; }

    public bool IsHeld => Held == 1;

    public TwinPowerSummary ToSummary() => new(State, UnixMicros.FromUnixMicros(Since), Reason, ChangedBy, IsHeld, (int)Uses);

    /// <summary>For people: in which state since when, through whom and why.</summary>
    public string Describe() =>
        $"it is {State}{(IsHeld ? " and held" : "")} since {UnixMicros.FromUnixMicros(Since):yyyy-MM-dd HH:mm:ss}Z{(ChangedBy.Length == 0 ? "" : $", by {ChangedBy}")}{(Reason.Length == 0 ? "" : $": {Reason}")}";
}
