using Twinyard.Platform.Time;

namespace Twinyard.Signals.Replays;

/// <summary>A time in which an alarm was raised, or would have been.</summary>
/// <param name="Until">Null where it had not ended.</param>
internal sealed record AlarmEpisode(string Alarm, DateTimeOffset From, DateTimeOffset? Until, string Reason, string Condition)
{
    public const string RaisedBefore = "It was raised before.";

    /// <summary>Whether there is a moment in both, when each is taken as so much longer at its end.</summary>
    public bool Meets(AlarmEpisode other, TimeSpan slack) =>
        (other.Until is not { } otherEnd || From <= otherEnd + slack) && (Until is not { } end || other.From <= end + slack);

    public override string ToString() => $"from {From.ToText()}{(Until is { } end ? $" to {end.ToText()}" : "")}: {Reason}";
}
