namespace Twinyard.Platform.Ports;

/// <summary>
/// Append-only logs by name: <c>run/&lt;id&gt;</c>, <c>check/&lt;id&gt;</c>, <c>device/&lt;id&gt;</c>. Implemented by Signals.
/// A stream is bounded; what overflows is counted in its last line.
/// </summary>
public interface ILogStreams
{
    Task AppendAsync(string stream, IReadOnlyList<LogLine> lines, CancellationToken cancellationToken);

    /// <summary>Marks the end, so that followers stop waiting.</summary>
    Task CompleteAsync(string stream, CancellationToken cancellationToken);

    /// <summary>Reads from a line number (0-based) on; with <paramref name="follow"/> until the stream is complete.</summary>
    IAsyncEnumerable<LogLine> ReadAsync(string stream, long from, bool follow, CancellationToken cancellationToken);
}

/// <param name="Source"><c>stdout</c>, <c>stderr</c> or <c>twinyard</c> for what the system itself has to say.</param>
public sealed record LogLine(DateTimeOffset At, string Source, string Text);
