using Twinyard.Contracts.Workflows;
using Twinyard.Workflows.Records;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Reproductions;

/// <summary>One reproduction of a run, in memory.</summary>
/// <param name="run">The run as it was.</param>
/// <param name="record">What it executed on and left.</param>
/// <param name="reads">What it read.</param>
internal sealed class Reproduction(string id, ClaimedRun run, AttemptRecord record, IReadOnlyList<RunReadRow> reads, DateTimeOffset startedAt, CancellationToken stopping) : IDisposable
{
    private readonly CancellationTokenSource _cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private RunReproduction _summary = new(run.Id, "running", null, $"reproduction/{id}", startedAt, null, [], [], []);

    /// <summary>Of this reproduction.</summary>
    public string Id => id;

    public ClaimedRun Run => run;

    public AttemptRecord Record => record;

    public IReadOnlyList<RunReadRow> Reads => reads;

    /// <summary>Pinned while it runs.</summary>
    public PinnedReads Pins { get; } = PinnedReads.Of(reads);

    public string LogStream => _summary.LogStream;

    public CancellationToken Token => _cancel.Token;

    public RunReproduction Summary => Volatile.Read(ref _summary);

    public bool HasEnded => Summary.EndedAt is not null;

    public void Cancel() => _cancel.Cancel();

    public void End(RunReproduction summary) => Volatile.Write(ref _summary, summary);

    public void Dispose() => _cancel.Dispose();
}
