using System.Text;
using System.Text.Json.Nodes;
using Twinyard.Platform.Results;
using Twinyard.Twins;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Steps;

/// <summary>Executes a step once: its input is put together, its script runs in the twin, and what it gives to others is read.</summary>
internal sealed class StepScript(ITwin twin)
{
    /// <summary>Largest input of a step, in bytes.</summary>
    public const int MaximumInput = 1024 * 1024;

    /// <param name="values">What the input's references take.</param>
    public async Task<StepEnd> ExecuteAsync(ClaimedRun run, Execution execution, StepUnit unit, StepValues values, StepStage stage, CancellationToken stopping)
    {
        var input = Input(run, unit.Step, values);
        if (!input.IsOk)
        {
            return new StepFailed(input.Error.ToString(), MayRetry: false);
        }

        var folder = stage.Folders.Path(unit.Row);
        Directory.CreateDirectory(folder);
        var outcome = await twin.ExecuteAsync(stage.Adapt(run.ToStepRun(unit, input.Value, folder, stage.ArtifactFolder(unit))), stopping);
        execution.StepTrace = outcome.Trace ?? execution.StepTrace;
        return outcome switch
        {
            TwinSucceeded => Read(folder),
            TwinCancelled when stopping.IsCancellationRequested => new StepStopped(),
            TwinTimedOut late => new StepFailed($"{late.What} was still running after {late.After.TotalSeconds:0.###} s.", MayRetry: true),
            TwinExceeded exceeded => new StepFailed(exceeded.Limit, MayRetry: true),
            TwinFailed failed => new StepFailed(failed.Reason, MayRetry: true),
            TwinNotStarted not => new StepFailed(not.Error.ToString(), MayRetry: true),
            _ => new StepFailed($"The twin ended with {outcome.GetType().Name}.", MayRetry: true),
        };
    }

    private static StepEnd Read(string folder)
    {
        var outputs = StepOutputs.Read(folder);
        return outputs.IsOk ? new StepSucceeded(outputs.Value) : new StepFailed(outputs.Error.ToString(), MayRetry: true);
    }

    private static Result<string> Input(ClaimedRun run, StepSpecification step, StepValues values)
    {
        if (step.Input is null)
        {
            return run.InputJson ?? "{}";
        }

        var resolved = StepTemplate.Resolve(step.Input, values);
        if (!resolved.IsOk)
        {
            return resolved.Error;
        }

        var json = (resolved.Value ?? new JsonObject()).ToJsonString();
        return Encoding.UTF8.GetByteCount(json) <= MaximumInput
            ? json
            : new LimitError("step-input-too-large", $"The input of the step {step.Name} has more than {MaximumInput:N0} bytes.", "Put the data into a bucket, and its key into the outputs.");
    }
}
