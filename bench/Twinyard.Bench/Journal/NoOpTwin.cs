using System.Collections.Concurrent;
using System.Diagnostics;
using Twinyard.Twins;

namespace Twinyard.Bench.Journal;

/// <summary>Starts nothing and notes when it would have.</summary>
internal sealed class NoOpTwin : ITwin
{
    public string Name => "no-op";

    /// <summary>Run → stopwatch's timestamp.</summary>
    public ConcurrentDictionary<string, long> Started { get; } = new(StringComparer.Ordinal);

    public Task<TwinOutcome> ExecuteAsync(TwinRun run, CancellationToken cancellationToken)
    {
        Started[run.RunId] = Stopwatch.GetTimestamp();
        return Task.FromResult<TwinOutcome>(new TwinSucceeded());
    }
}
