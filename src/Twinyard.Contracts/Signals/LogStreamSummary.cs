namespace Twinyard.Contracts.Signals;

/// <summary>A log stream, as <c>GET /api/v1/logs</c> lists it.</summary>
/// <param name="Complete">Nothing will be appended any more.</param>
public sealed record LogStreamSummary(string Stream, long Bytes, DateTimeOffset ChangedAt, bool Complete);

/// <summary>One line of <c>GET /api/v1/logs/{stream}</c>, which answers NDJSON.</summary>
/// <param name="Source"><c>stdout</c>, <c>stderr</c> or <c>twinyard</c>.</param>
public sealed record LogEntry(DateTimeOffset At, string Source, string Text);
