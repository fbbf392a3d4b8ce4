using System.Diagnostics.Metrics;

namespace Twinyard.Events;

/// <summary>Meter <c>Twinyard.Events</c>.</summary>
internal static class EventsMeter
{
    private static readonly Meter Meter = new("Twinyard.Events");

    /// <summary><c>twinyard.events.dead_letters</c>, by consumer.</summary>
    public static Counter<long> DeadLetters { get; } = Meter.CreateCounter<long>("twinyard.events.dead_letters", "{event}", "Events that a consumer gave up on.");
}
