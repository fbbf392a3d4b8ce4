using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Twinyard.Access;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Results;
using Twinyard.Workflows.Reading;
using Twinyard.Workflows.Records;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Reproductions;

/// <summary>Reproductions of runs on this server: at most <see cref="MostRunning"/> at the same time; the newest of each run is remembered, of <see cref="MostRuns"/> runs, until the server stops.</summary>
internal sealed partial class RunReproductions(
    Database database,
    ReproducibleRuns runs,
    IAccessControl roles,
    RunReads reads,
    ReproductionExecutor executor,
    IIdGenerator ids,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<RunReproductions> logger) : IAsyncDisposable
{
    public const int MostRunning = 2;
    public const int MostRuns = 100;

    private readonly ConcurrentDictionary<string, (Reproduction Reproduction, Task Task)> _known = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);

    public async Task<Result<RunReproduction>> StartAsync(string runId, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(session => runs.FindAsync(runId, session, cancellationToken), cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var (run, record, read) = found.Value;
        if (await roles.FindRoleAsync(run.Specification.Role, cancellationToken) is { IsOk: false } missing)
        {
            return missing.Error;
        }

        if (_known.Values.Count(entry => !entry.Reproduction.HasEnded) >= MostRunning)
        {
            return new LimitError("reproductions-busy", $"{MostRunning} runs are being reproduced already.", "Wait for one of them to end.");
        }

        var reproduction = new Reproduction(ids.NewId().ToString(), run, record, read, time.GetUtcNow(), _stopping.Token);
        if (!reads.TryPin(runId, reproduction.Pins))
        {
            reproduction.Dispose();
            return new ConflictError("reproduction-running", $"The run {runId} is being reproduced already.", "Wait for that to end, or cancel it.");
        }

        _known[runId] = (reproduction, ExecuteAsync(reproduction));
        Forget();
        return reproduction.Summary;
    }

    public Result<RunReproduction> Get(string runId) => Find(runId).Map(reproduction => reproduction.Summary);

    public Result<RunReproduction> Cancel(string runId)
    {
        var found = Find(runId);
        if (found.IsOk && !found.Value.HasEnded)
        {
            found.Value.Cancel();
        }

        return found.Map(reproduction => reproduction.Summary);
    }

    /// <summary>Returns when the newest reproduction of the run has ended.</summary>
    internal Task EndedAsync(string runId) => _known.TryGetValue(runId, out var entry) ? entry.Task : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var (reproduction, task) in _known.Values)
        {
            await task;
            reproduction.Dispose();
        }

        _stopping.Dispose();
    }

    private async Task ExecuteAsync(Reproduction reproduction)
    {
        // The request that asked for it does not wait.
        await Task.Yield();
        RunReproduction ended;
        try
        {
            ended = await executor.ExecuteAsync(reproduction);
        }
        catch (Exception e)
        {
            LogBroken(e, reproduction.Run.Id);
            ended = reproduction.Summary with { State = "failed", Error = $"The reproduction broke: {e.Message}", EndedAt = time.GetUtcNow() };
        }

        reads.Unpin(reproduction.Run.Id);
        reproduction.End(ended);
    }

    private void Forget()
    {
        foreach (var entry in _known.Where(entry => entry.Value.Reproduction.HasEnded).OrderBy(entry => entry.Value.Reproduction.Summary.StartedAt).Take(Math.Max(0, _known.Count - MostRuns)).ToList())
        {
            if (_known.TryRemove(entry))
            {
                entry.Value.Reproduction.Dispose();
            }
        }
    }

    private Result<Reproduction> Find(string runId) => _known.TryGetValue(runId, out var entry)
        ? entry.Reproduction
        : new NotFoundError("reproduction-not-found", $"This server has not reproduced the run {runId}.", $"Start it with `twinyard run reproduce {runId}`; a restart forgets it.");

    [LoggerMessage(EventId = 1321, Level = LogLevel.Error, Message = "The reproduction of run {RunId} broke")]
    private partial void LogBroken(Exception exception, string runId);
}
