using System.Globalization;
using Twinyard.Platform.Results;
using Twinyard.Twins;
using Twinyard.Workflows.Invoker;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Steps;

/// <summary>Executes runs with steps, and puts together what their steps have left.</summary>
internal sealed class StepsExecutor(StepLedger ledger, StepFolders folders, StepScript script, RunArtifacts artifacts, RetryDelay retryDelay, RunLog log, TimeProvider time)
{
    public Task<TwinOutcome> ExecuteAsync(ClaimedRun run, Execution execution) => ExecuteAsync(run, execution, StageOf(run));

    /// <summary>The same on another stage than the run's own.</summary>
    public Task<TwinOutcome> ExecuteAsync(ClaimedRun run, Execution execution, StepStage stage) =>
        new StepsAttempt(run, execution, stage, script, retryDelay, time).RunAsync();

    /// <summary>Into the folder that is committed, in the manifest's order.</summary>
    /// <returns>An error where two steps have written the same thing.</returns>
    public Task<Result<Done>> CollectAsync(ClaimedRun run, string target) => CollectAsync(run, StageOf(run), target);

    public static async Task<Result<Done>> CollectAsync(ClaimedRun run, StepStage stage, string target)
    {
        var order = (run.Specification.Run.Steps ?? []).Select((step, i) => (step, i)).ToDictionary(one => one.step.Name, one => one.i, StringComparer.Ordinal);
        var fanOuts = (run.Specification.Run.Steps ?? []).Where(step => step.IsFanOut).Select(step => step.Name).ToHashSet(StringComparer.Ordinal);
        var merge = new StepOutputMerge(target);
        foreach (var row in (await stage.Ledger.ReadAsync(run.Id)).Where(row => row.Folder is not null).OrderBy(row => order[row.Step]).ThenBy(row => row.Item))
        {
            var added = merge.Add(fanOuts.Contains(row.Step) ? string.Create(CultureInfo.InvariantCulture, $"{row.Step}[{row.Item}]") : row.Step, stage.Folders.Path(row));
            if (!added.IsOk)
            {
                return added;
            }
        }

        return Done.Value;
    }

    /// <summary>The run has succeeded: nobody goes on from its steps.</summary>
    public void Forget(ClaimedRun run)
    {
        if (run.HasSteps)
        {
            folders.Remove(run.Id);
        }
    }

    private StepStage StageOf(ClaimedRun run) => new(ledger, folders, unit => artifacts.StepFolder(run.Row, unit), text => log.WriteAsync(run.Id, text));
}
