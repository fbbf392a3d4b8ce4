namespace Twinyard.Events.Delivery;

internal enum NextStep
{
    /// <summary>Again in its place: later events wait.</summary>
    InPlace,

    /// <summary>Again aside: later events pass it.</summary>
    Aside,

    /// <summary>Given up.</summary>
    DeadLetter,
}

/// <summary>What becomes of an event after a failure.</summary>
/// <param name="Wait">Until the next try; zero where there is none.</param>
/// <param name="Exhausted">Why it is given up: <c>attempts</c>, <c>age</c> or <c>permanent</c>; else empty.</param>
internal readonly record struct DeliveryVerdict(NextStep Next, TimeSpan Wait, string Exhausted);
