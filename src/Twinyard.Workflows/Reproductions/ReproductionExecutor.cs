using Twinyard.Access;
using Twinyard.Access.Secrets;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Twins;
using Twinyard.Workflows.Invoker;
using Twinyard.Workflows.Records;
using Twinyard.Workflows.Runs;
using Twinyard.Workflows.Steps;

namespace Twinyard.Workflows.Reproductions;

/// <summary>Executes a run's script again and compares. Its session only reads, its outputs go into a folder that is thrown away.</summary>
internal sealed class ReproductionExecutor(
    ITwin twin, StepsExecutor steps, ISecrets secrets, ReproductionSessions sessions, ILogStreams logs, HomeDirectory home, TimeProvider time)
{
    // It ends with the reproduction; this is how long that may wait for its twin.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>To be called while the run's reads are pinned.</summary>
    public async Task<RunReproduction> ExecuteAsync(Reproduction reproduction)
    {
        var folder = Path.Combine(home.Runs, $"reproduction-{reproduction.Id}");
        var run = reproduction.Run;
        try
        {
            var opened = await secrets.OpenAsync(new Principal(Principal.Reproduction, run.Id, run.Specification.Role), run.SecretUses, CancellationToken.None);
            if (!opened.IsOk)
            {
                return await CompareAsync(reproduction, RunSecrets.None, new TwinNotStarted(opened.Error), folder);
            }

            run = run with { Secrets = opened.Value };
            var token = sessions.Begin(run.Id, run.Specification.Role, run.Specification.Run.Timeout + LongestWait);
            var outputs = Directory.CreateDirectory(Path.Combine(folder, "outputs")).FullName;
            if (run.HasSteps)
            {
                return await CompareAsync(reproduction, opened.Value, await RunStepsAsync(reproduction, run with { Token = token }, folder, outputs), outputs);
            }

            using var failed = await FailedRunLog.OfAsync(run, logs, home, CancellationToken.None);
            var again = run.ToTwinRun(token, outputs, Path.Combine(folder, "artifacts"), failed.Path) with { LogStream = reproduction.LogStream, Twin = reproduction.Record.Twin };
            return await CompareAsync(reproduction, opened.Value, await twin.ExecuteAsync(again, reproduction.Token), outputs);
        }
        finally
        {
            sessions.End(run.Id);
            OutputFolder.Remove(folder);
            await logs.CompleteAsync(reproduction.LogStream, CancellationToken.None);
        }
    }

    /// <summary>All steps from the first, also those that the run had taken over from another one.</summary>
    private async Task<TwinOutcome> RunStepsAsync(Reproduction reproduction, ClaimedRun run, string folder, string outputs)
    {
        var stage = new StepStage(
            new ReproducedSteps(),
            new StepFolders(Path.Combine(folder, "steps")),
            unit => Path.Combine(folder, "artifacts", unit.Label),
            text => logs.AppendAsync(reproduction.LogStream, [new LogLine(time.GetUtcNow(), "twinyard", text)], CancellationToken.None))
        {
            Adapt = step => step with { LogStream = reproduction.LogStream },
        };
        using var execution = new Execution(run.Row.Fence, reproduction.Token);
        var outcome = await steps.ExecuteAsync(run, execution, stage) with { Trace = execution.StepTrace };
        var collected = outcome is TwinSucceeded ? await StepsExecutor.CollectAsync(run, stage, outputs) : Done.Value;
        return collected.IsOk ? outcome : new TwinFailed(1) { Reason = collected.Error.ToString(), Trace = execution.StepTrace };
    }

    private async Task<RunReproduction> CompareAsync(Reproduction reproduction, RunSecrets given, TwinOutcome outcome, string folder)
    {
        var ended = reproduction.Summary with { EndedAt = time.GetUtcNow() };
        if (outcome is TwinNotStarted not)
        {
            return ended with { State = "failed", Error = not.Error.ToString() };
        }

        if (outcome is TwinCancelled)
        {
            return ended with { State = "cancelled", Error = "It was cancelled." };
        }

        ended = ended with
        {
            State = "compared",
            Inputs = InputComparison.Of([.. reproduction.Pins.Read.Unwritten().Select(read => read.Read)], reproduction.Reads),
            Notes = [.. Notes(reproduction, outcome), .. OtherSecrets(reproduction, given)],
        };
        if (outcome is not TwinSucceeded)
        {
            return ended with { Outputs = [new ReproducedItem("run", reproduction.Run.Row.Workflow, ReproducedItem.Different, $"It succeeded the first time. {outcome.Explain()}")] };
        }

        var result = OutputFolder.ReadResult(folder);
        var (files, _) = await OutputDigests.OfAsync(folder, CancellationToken.None);
        return ended with
        {
            Outputs = [.. OutputComparison.OfResult(result.IsOk ? result.Value : null, reproduction.Run.Row.Result), .. OutputComparison.Of(files, reproduction.Record.Outputs)],
        };
    }

    private static IEnumerable<string> OtherSecrets(Reproduction reproduction, RunSecrets given) =>
        from first in reproduction.Record.Secrets
        from now in given.Items.Where(item => item.Use.Name == first.Name && item.Version != first.Version).DistinctBy(item => item.Version)
        select $"The secret {first.Name} has its version {now.Version} now; the run had version {first.Version}.";

    private static List<string> Notes(Reproduction reproduction, TwinOutcome outcome)
    {
        var notes = new List<string>();
        if (reproduction.Reads.Any(read => read.Kind == RunRead.Table))
        {
            notes.Add("What SQL gives cannot be pinned: the tables have the rows that they have now.");
        }

        if (reproduction.Reads.GroupBy(read => (read.Kind, read.Name)).Any(versions => versions.Count() > 1))
        {
            notes.Add("Something was read in several versions; it is given in the newest of them.");
        }

        if (reproduction.Record.ReadsLeftOut > 0)
        {
            notes.Add($"{reproduction.Record.ReadsLeftOut:N0} of its reads were not kept and are not pinned.");
        }

        if (reproduction.Record.OutputsLeftOut > 0)
        {
            notes.Add($"{reproduction.Record.OutputsLeftOut:N0} of its outputs were not kept and are not compared.");
        }

        if (outcome.Trace is { } trace && trace.Machine.Id != reproduction.Record.Machine)
        {
            notes.Add($"The machine or its programs are others than the first time; `twinyard run record {reproduction.Run.Id}` names those.");
        }

        return notes;
    }
}
