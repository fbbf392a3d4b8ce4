namespace Twinyard.WebConsole.Pages.Runs;

/// <summary>A stretch of a run's time.</summary>
/// <param name="To">Null while it lasts.</param>
/// <param name="Note">What went wrong in it.</param>
/// <param name="Href">The run that it belongs to, when that is another one.</param>
internal sealed record RunPhase(string Name, string State, DateTimeOffset From, DateTimeOffset? To, string? Note = null, string? Href = null);
