using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Invoker;
using Twinyard.Workflows.Placement;

namespace Twinyard.Workflows.Runs;

/// <summary>
/// Running → succeeded for attempts without outputs: commit record, outcome and event of every run that ends at about
/// the same time are one transaction.
/// </summary>
internal sealed class RunSuccesses : IDisposable
{
    /// <summary>Code of the error that a commit by an old attempt gets.</summary>
    public const string FenceOld = "fence-old";

    private const int Most = 256;

    private readonly RunSuccessStore _store;
    private readonly RunEvents _events;
    private readonly RunQueueSignal _queue;
    private readonly TimeProvider _time;
    private readonly GroupCommit<EndedRun, Result<Done>> _group;

    public RunSuccesses(Database database, RunSuccessStore store, RunEvents events, RunQueueSignal queue, TimeProvider time)
    {
        _store = store;
        _events = events;
        _queue = queue;
        _time = time;
        // A group ends whoever of its callers is cancelled.
        _group = new(Most, ended => database.WriteAsync(session => EndAsync(ended, session, CancellationToken.None), CancellationToken.None));
    }

    /// <returns>An error when another attempt or run was first; then nothing of this one may become visible.</returns>
    public Task<Result<Done>> EndAsync(ClaimedRun run, string? result, CancellationToken cancellationToken) =>
        _group.WriteAsync(new EndedRun(run, result), cancellationToken);

    public void Dispose() => _group.Dispose();

    public static ConflictError FenceIsOld(ClaimedRun run) =>
        new(FenceOld, $"Run {run.Id} was given to another attempt than the one with fence {run.Row.Fence}.");

    public static ConflictError OccurrenceCommitted(ClaimedRun run) =>
        new("occurrence-committed", $"Another run has committed its outputs for the occurrence of run {run.Id}.");

    public static Verdict Ran(RunRow run) => new(
        Outcomes.Ran,
        run.BackupOf is not null ? $"by the backup, run {run.Id}"
        : run.ResumedFrom is { } from ? $"by run {run.Id}, which went on from run {from}"
        : "");

    private async Task<IReadOnlyList<Result<Done>>> EndAsync(IReadOnlyList<EndedRun> ended, DbSession session, CancellationToken cancellationToken)
    {
        var now = _time.NowMicros();
        var committed = (await _store.CommitAsync(ended, now, session, cancellationToken)).ToHashSet(StringComparer.Ordinal);
        await FinishAsync([.. ended.Where(end => committed.Contains(end.Run.Id))], now, session, cancellationToken);
        if (committed.Count == ended.Count)
        {
            return [.. ended.Select(_ => Result<Done>.Ok(Done.Value))];
        }

        var refused = ended.Where(end => !committed.Contains(end.Run.Id)).ToList();
        var held = (await _store.HeldAsync(refused, session, cancellationToken)).ToHashSet();
        return [.. ended.Select(end => committed.Contains(end.Run.Id) ? Result<Done>.Ok(Done.Value)
            : held.Contains(new RunFence(end.Run.Id, end.Run.Row.Fence)) ? OccurrenceCommitted(end.Run)
            : FenceIsOld(end.Run))];
    }

    private async Task FinishAsync(IReadOnlyList<EndedRun> ended, long now, DbSession session, CancellationToken cancellationToken)
    {
        if (ended.Count == 0)
        {
            return;
        }

        // The commit records hold the runs' locks, so that nobody takes an attempt over between the two statements.
        if (await _store.EndAsync(ended, now, session, cancellationToken) != ended.Count)
        {
            throw new InvalidOperationException("An attempt with its commit record is not running any more.");
        }

        foreach (var end in ended)
        {
            await _events.PublishAsync(end.Run.Row, RunStates.Succeeded, null, session, cancellationToken);
        }

        session.OnCommitted(_queue.Raise);
    }
}

/// <param name="Result">What the script left as its result, as JSON.</param>
internal sealed record EndedRun(ClaimedRun Run, string? Result);

/// <summary>An attempt.</summary>
internal readonly record struct RunFence(string Id, long Fence);
