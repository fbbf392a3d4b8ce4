namespace Twinyard.Twins.Power;

/// <summary>A time of a twin's schedule.</summary>
/// <param name="Starts">Else it stops.</param>
internal sealed record TwinTick(DateTimeOffset At, bool Starts, string Expression);
