using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Twinyard.Platform.Ports;

namespace Twinyard.Repositories.Tests.Hosting;

/// <summary>Logs in memory: Repositories may not know the room that keeps them.</summary>
internal sealed class MemoryLogs : ILogStreams
{
    private readonly ConcurrentDictionary<string, List<LogLine>> _streams = new();

    public IReadOnlyList<string> Texts(string stream) =>
        _streams.TryGetValue(stream, out var lines) ? [.. lines.Select(line => line.Text)] : [];

    public Task AppendAsync(string stream, IReadOnlyList<LogLine> lines, CancellationToken cancellationToken)
    {
        var kept = _streams.GetOrAdd(stream, _ => []);
        lock (kept)
        {
            kept.AddRange(lines);
        }

        return Task.CompletedTask;
    }

    public Task CompleteAsync(string stream, CancellationToken cancellationToken) => Task.CompletedTask;

    public async IAsyncEnumerable<LogLine> ReadAsync(string stream, long from, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var line in _streams.GetValueOrDefault(stream, []).Skip((int)from))
        {
            yield return line;
        }
    }
}
