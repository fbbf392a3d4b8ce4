namespace Twinyard.Events.Replays;

/// <summary>Asks for archived events to be published once more.</summary>
/// <param name="Name">1 to 64 of letters, digits, '.', '-' and '_', not used before; null for one that is made.</param>
/// <param name="From">Events of that time or later.</param>
/// <param name="To">Events before that time, which must have passed.</param>
/// <param name="Pattern">Only events that match it, as JSON; null for all.</param>
public sealed record ReplayRequest(string? Name, DateTimeOffset From, DateTimeOffset To, string? Pattern);
