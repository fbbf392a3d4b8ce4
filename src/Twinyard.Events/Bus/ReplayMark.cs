namespace Twinyard.Events.Bus;

/// <summary>What an event carries that a replay has published.</summary>
/// <param name="Name">The replay's name: <c>replay-name</c> in the envelope.</param>
/// <param name="OriginalId">The id of the event that it repeats: <c>original-id</c> in the envelope.</param>
/// <param name="OriginalTime">When that was published: <c>time</c> in the envelope.</param>
public sealed record ReplayMark(string Name, string OriginalId, DateTimeOffset OriginalTime);
