using Twinyard.Platform.Ports;

namespace Twinyard.Bench.Journal;

/// <summary>No-op runs say nothing; log files are another room's.</summary>
internal sealed class NoLogs : ILogStreams
{
    public Task AppendAsync(string stream, IReadOnlyList<LogLine> lines, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task CompleteAsync(string stream, CancellationToken cancellationToken) => Task.CompletedTask;

    public IAsyncEnumerable<LogLine> ReadAsync(string stream, long from, bool follow, CancellationToken cancellationToken) => AsyncEnumerable.Empty<LogLine>();
}
