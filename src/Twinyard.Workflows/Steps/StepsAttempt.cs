using System.Text.Json.Nodes;
using Twinyard.Platform.Time;
using Twinyard.Twins;
using Twinyard.Workflows.Invoker;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Steps;

/// <summary>
/// The steps of one attempt of a run, from what is done already to the end. What becomes of each is written as it happens. After a step has failed no other
/// starts, and those under way go on to their end, so that another attempt need not do them again.
/// </summary>
internal sealed class StepsAttempt(
    ClaimedRun run, Execution execution, StepStage stage, StepScript script, RetryDelay retryDelay, TimeProvider time)
{
    private readonly JsonNode? _event = JsonNode.Parse(run.EventJson ?? "{}");
    private readonly JsonNode? _input = JsonNode.Parse(run.InputJson ?? "{}");
    private readonly Dictionary<(string Step, long Item), long> _attempts = [];
    private StepSchedule _schedule = new([], 1);

    private RunSpecification Specification => run.Specification.Run;

    /// <returns>How the run's steps ended together. What the folders hold counts only where it is <see cref="TwinSucceeded"/>.</returns>
    public async Task<TwinOutcome> RunAsync()
    {
        if (!await RestoreAsync())
        {
            return LoseLease();
        }

        using var deadline = new CancellationTokenSource(Specification.Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(execution.Token, deadline.Token);
        await WorkAsync(stop);
        return _schedule switch
        {
            _ when execution.LeaseLost => new TwinCancelled(),
            { IsComplete: true } => new TwinSucceeded(),
            _ when execution.Token.IsCancellationRequested => new TwinCancelled(),
            { HasFailed: true } => new TwinFailed(1) { Reason = Failures() },
            _ => new TwinTimedOut(Specification.Timeout) { What = $"The run, in {UnderWay()}," },
        };
    }

    private async Task<bool> RestoreAsync()
    {
        var rows = await stage.Ledger.ReadAsync(run.Id);
        foreach (var row in rows)
        {
            _attempts[(row.Step, row.Item)] = row.Attempts;
        }

        var steps = Specification.Steps ?? throw new InvalidOperationException($"The run {run.Id} has no steps.");
        _schedule = new StepSchedule(StepRestore.Of(steps, rows, stage.Folders.Exists, null), Specification.MaxParallel ?? 1);
        var taken = _schedule.Units.Where(unit => unit.Phase == StepPhase.Succeeded).Select(unit => unit.Label).ToList();
        if (taken.Count > 0)
        {
            await stage.Say($"Done already: {string.Join(", ", taken)}.");
        }

        return await stage.Ledger.BeginAsync(run.Row, [.. _schedule.Steps.SelectMany(step => step.Units is { Count: > 0 } units ? units.Select(unit => unit.Row) : [Unknown(step, rows)])]);
    }

    // A step of which nothing is known has one row, and so has one whose matrix is empty.
    private StepRow Unknown(StepProgress step, IReadOnlyList<StepRow> rows) =>
        step.Units is null ? StepRow.Of(step.Step.Name) with { Attempts = Attempts(step.Step, 0) } : rows.First(row => row.Step == step.Step.Name);

    private async Task WorkAsync(CancellationTokenSource stop)
    {
        using var pauses = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var working = new List<Task<Ended>>();
        try
        {
            while (await FillAsync(working, stop.Token))
            {
                var ended = await Task.WhenAny(working);
                working.Remove(ended);
                await ApplyAsync(await ended, working, pauses);
            }
        }
        finally
        {
            // Also where the database is broken: nothing of this attempt goes on without it.
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(working)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>False when nothing is under way any more.</returns>
    private async Task<bool> FillAsync(List<Task<Ended>> working, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested && _schedule.NextUnknown() is { } step)
        {
            await ExpandAsync(step);
        }

        if (!stopping.IsCancellationRequested)
        {
            working.AddRange(_schedule.Take().Select(unit => ExecuteAsync(unit, stopping)));
        }

        return working.Count > 0;
    }

    private async Task ExpandAsync(StepProgress progress)
    {
        var step = progress.Step;
        var items = StepMatrix.Items(step, Values(null), _schedule.Units.Count());
        if (!items.IsOk)
        {
            var failed = new StepUnit(step, StepRow.Of(step.Name) with { State = StepStates.Failed, EndedAt = time.NowMicros(), Error = items.Error.ToString(), Attempts = Attempts(step, 0) }) { Phase = StepPhase.Failed };
            progress.Units = [failed];
            await PutAsync(failed.Row);
            await SayAsync(failed, $"failed: {failed.Row.Error}");
            return;
        }

        progress.Units = [.. items.Value.Select((item, i) => new StepUnit(step, StepRow.Of(step.Name) with
        {
            Item = i,
            Items = step.IsFanOut ? items.Value.Count : null,
            Value = step.IsFanOut ? item?.ToJsonString() ?? "null" : null,
            Attempts = Attempts(step, i),
        }))];
        await PutAsync(items.Value.Count == 0
            ? [StepRow.Of(step.Name) with { Items = 0, State = StepStates.Succeeded, Outputs = "{}", EndedAt = time.NowMicros() }]
            : [.. progress.Units.Select(unit => unit.Row)]);
    }

    private async Task<Ended> ExecuteAsync(StepUnit unit, CancellationToken stopping)
    {
        unit.Tries++;
        unit.Row = unit.Row.Anew() with { State = StepStates.Running, Attempts = unit.Row.Attempts + 1, StartedAt = time.NowMicros(), KeptIn = run.Id };
        unit.Row = unit.Row with { Folder = StepFolders.Name(run.Row, unit.Row) };
        if (!await PutAsync(unit.Row))
        {
            return new Ended(unit, new StepStopped());
        }

        await SayAsync(unit, unit.Row.Attempts == 1 ? "started" : $"started, execution {unit.Row.Attempts}");
        return new Ended(unit, await script.ExecuteAsync(run, execution, unit, Values(unit.Row.Value), stage, stopping));
    }

    private async Task ApplyAsync(Ended ended, List<Task<Ended>> working, CancellationTokenSource pauses)
    {
        var (unit, end) = ended;
        switch (end)
        {
            case StepSucceeded succeeded:
                unit.Row = unit.Row with { State = StepStates.Succeeded, Outputs = succeeded.Outputs, EndedAt = time.NowMicros() };
                unit.Phase = StepPhase.Succeeded;
                await PutAsync(unit.Row);
                await SayAsync(unit, "succeeded");
                break;
            case StepFailed { MayRetry: true } failed when unit.Tries <= unit.Step.Retries && !_schedule.HasFailed:
                unit.Row = unit.Row.Anew() with { Error = failed.Error };
                unit.Phase = StepPhase.Paused;
                // The pause begins before anybody can see that there is one.
                var delay = retryDelay.Before(unit.Tries);
                working.Add(PauseAsync(unit, delay, pauses.Token));
                await PutAsync(unit.Row);
                await SayAsync(unit, $"failed, and is tried again in {delay.TotalSeconds:0} s: {failed.Error}");
                break;
            case StepFailed failed:
                await FailAsync(unit, failed.Error);
                // What waits for its next try has failed too, as it is.
                await pauses.CancelAsync();
                break;
            case null when _schedule.HasFailed:
                await FailAsync(unit, unit.Row.Error ?? "");
                break;
            case null:
                unit.Phase = StepPhase.Waiting;
                break;
        }
    }

    private async Task FailAsync(StepUnit unit, string error)
    {
        unit.Row = unit.Row with { State = StepStates.Failed, Error = error, EndedAt = time.NowMicros() };
        unit.Phase = StepPhase.Failed;
        await PutAsync(unit.Row);
        await SayAsync(unit, $"failed: {error}");
    }

    private async Task<Ended> PauseAsync(StepUnit unit, TimeSpan delay, CancellationToken cancellationToken)
    {
        await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new Ended(unit, null);
    }

    private async Task<bool> PutAsync(params StepRow[] rows)
    {
        var isHeld = await stage.Ledger.PutAsync(run.Row, rows);
        if (!isHeld)
        {
            LoseLease();
        }

        return isHeld;
    }

    private TwinCancelled LoseLease()
    {
        execution.LoseLease();
        return new TwinCancelled();
    }

    private StepValues Values(string? item) => new(_event, _input, item is null ? null : JsonNode.Parse(item), name => _schedule[name].Outputs());

    private long Attempts(StepSpecification step, long item) => _attempts.GetValueOrDefault((step.Name, item));

    private Task SayAsync(StepUnit unit, string text) => stage.Say(StepLog.Prefix(unit.Label) + text);

    private string UnderWay() => string.Join(", ", _schedule.Units.Where(unit => unit.Phase == StepPhase.Running).Select(unit => unit.Label).DefaultIfEmpty("no step"));

    private string Failures()
    {
        var failed = _schedule.Units.Where(unit => unit.Phase == StepPhase.Failed).ToList();
        return $"The step {failed[0].Label} failed: {failed[0].Row.Error}{(failed.Count > 1 ? $" {failed.Count - 1} more failed: {string.Join(", ", failed.Skip(1).Take(10).Select(unit => unit.Label))}." : "")}";
    }

    /// <param name="End">Null for a unit that has waited for its next try.</param>
    private sealed record Ended(StepUnit Unit, StepEnd? End);
}
