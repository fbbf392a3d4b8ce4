using System.Runtime.CompilerServices;
using Twinyard.Platform.Ports;

namespace Twinyard.Workflows.Tests.Fakes;

internal sealed class FakeLogs : ILogStreams
{
    public Dictionary<string, List<LogLine>> Streams { get; } = [];

    public HashSet<string> Completed { get; } = [];

    public Task AppendAsync(string stream, IReadOnlyList<LogLine> lines, CancellationToken cancellationToken)
    {
        lock (Streams)
        {
            (Streams.TryGetValue(stream, out var known) ? known : Streams[stream] = []).AddRange(lines);
        }

        return Task.CompletedTask;
    }

    public Task CompleteAsync(string stream, CancellationToken cancellationToken)
    {
        lock (Streams)
        {
            Completed.Add(stream);
        }

        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<LogLine> ReadAsync(string stream, long from, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var line in Streams.GetValueOrDefault(stream, []).Skip((int)from))
        {
            yield return line;
        }
    }
}
