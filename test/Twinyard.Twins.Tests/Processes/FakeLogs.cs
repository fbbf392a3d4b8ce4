using System.Runtime.CompilerServices;
using Twinyard.Platform.Ports;

namespace Twinyard.Twins.Tests.Processes;

/// <summary>Keeps lines by stream, and how many came in each call.</summary>
internal sealed class FakeLogs : ILogStreams
{
    private readonly Lock _gate = new();

    public List<(string Stream, LogLine Line)> Lines { get; } = [];

    public List<int> Batches { get; } = [];

    public List<string> Completed { get; } = [];

    /// <summary>What an append waits for, or how it fails.</summary>
    public Func<Task> OnAppend { get; set; } = () => Task.CompletedTask;

    public async Task AppendAsync(string stream, IReadOnlyList<LogLine> lines, CancellationToken cancellationToken)
    {
        await OnAppend();
        lock (_gate)
        {
            Batches.Add(lines.Count);
            Lines.AddRange(lines.Select(line => (stream, line)));
        }
    }

    public Task CompleteAsync(string stream, CancellationToken cancellationToken)
    {
        Completed.Add(stream);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<LogLine> ReadAsync(string stream, long from, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var (_, line) in Lines.Where(l => l.Stream == stream).Skip((int)from))
        {
            yield return line;
        }
    }

    public IEnumerable<string> Text(string source) => Lines.Where(l => l.Line.Source == source).Select(l => l.Line.Text);
}
