using Microsoft.Extensions.Logging;
using Twinyard.Access;
using Twinyard.Access.Secrets;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Twins;
using Twinyard.Workflows.Records;
using Twinyard.Workflows.Runs;
using Twinyard.Workflows.Steps;

namespace Twinyard.Workflows.Invoker;

/// <summary>Takes one claimed run from its start to its end, or to the state that a restart continues from.</summary>
internal sealed partial class RunExecutor(
    RunJournal journal,
    ActiveRuns active,
    ITwin twin,
    IAccessControl roles,
    ISecrets secrets,
    StepsExecutor steps,
    OutputCommit outputs,
    RunArtifacts artifacts,
    TwinWaiting waiting,
    AttemptRecords records,
    RunLog log,
    ILogStreams logs,
    HomeDirectory home,
    ILogger<RunExecutor> logger)
{
    /// <summary>Never throws: what infrastructure does to it is logged, and the run's lease runs out.</summary>
    public async Task ExecuteAsync(ClaimedRun run, CancellationToken stopping)
    {
        var execution = active.Enter(run.Row, stopping);
        try
        {
            await ExecuteAsync(run, execution, stopping);
        }
        catch (Exception e)
        {
            LogBroken(e, run.Id, run.Row.Workflow);
        }
        finally
        {
            active.Leave(run.Id, execution);
        }
    }

    private async Task ExecuteAsync(ClaimedRun run, Execution execution, CancellationToken stopping)
    {
        if (stopping.IsCancellationRequested)
        {
            await journal.ReturnAsync(run.Row, CancellationToken.None);
            return;
        }

        var folder = outputs.Folder(run.Row);
        folder.Create();
        var opened = await secrets.OpenAsync(new Principal(Principal.Run, run.Id, run.Specification.Role), run.SecretUses, CancellationToken.None);
        run = run with { Secrets = opened.IsOk ? opened.Value : RunSecrets.None };
        var outcome = opened.IsOk ? await RunScriptAsync(run, folder, execution) : await RefuseAsync(run, opened.Error);
        var collected = run.HasSteps && outcome is TwinSucceeded && !execution.LeaseLost ? await steps.CollectAsync(run, folder.Path) : Done.Value;
        var succeeded = outcome is TwinSucceeded && !execution.LeaseLost;
        run = run with { Record = await records.OfAsync(run, outcome.Trace ?? execution.StepTrace, succeeded && folder.HasOutputs ? folder : null, CancellationToken.None) };
        var failure = execution.LeaseLost ? Failure.Stale
            : !collected.IsOk ? Failure.Refused(collected.Error)
            : succeeded ? await TryCommitAsync(run, folder)
            : Failure.Of(outcome, execution, stopping);
        if (failure == Failure.Stale)
        {
            LogLeaseLost(run.Id, run.Row.Fence);
            await outputs.DiscardAsync(run, CancellationToken.None);
            folder.Remove();
            artifacts.Remove(run.Row);
        }
        else if (failure is not null)
        {
            await FailAsync(run, failure, folder);
        }
    }

    private async Task<TwinOutcome> RunScriptAsync(ClaimedRun run, OutputFolder folder, Execution execution)
    {
        if (await roles.FindRoleAsync(run.Specification.Role, CancellationToken.None) is { IsOk: false })
        {
            return new TwinNotStarted(NoRole(run));
        }

        if (run.HasSteps)
        {
            return await steps.ExecuteAsync(run, execution);
        }

        var token = run.Token ?? throw new InvalidOperationException($"Run {run.Id} was not claimed to be executed.");

        using var failed = await FailedRunLog.OfAsync(run, logs, home, CancellationToken.None);
        return await twin.ExecuteAsync(run.ToTwinRun(token, folder.Path, artifacts.Folder(run.Row), failed.Path) with { OnWaiting = waits => waiting.TellAsync(run.Row, execution, waits) }, execution.Token);
    }

    private async Task<TwinOutcome> RefuseAsync(ClaimedRun run, Error error)
    {
        var refused = new TwinNotStarted(error);
        await log.WriteAsync(run.Id, refused.Explain());
        return refused;
    }

    private static NotFoundError NoRole(ClaimedRun run) => new(
        "role-not-found", $"The role {run.Specification.Role} of the workflow {run.Row.Workflow} does not exist.", "Declare it under resources/roles/ and merge.");

    /// <returns>Null when the run has succeeded, or will when its outputs are applied again.</returns>
    private async Task<Failure?> TryCommitAsync(ClaimedRun run, OutputFolder folder)
    {
        var result = folder.ReadResult();
        if (!result.IsOk)
        {
            return Failure.Refused(result.Error);
        }

        var hasOutputs = folder.HasOutputs;
        if (hasOutputs)
        {
            var staged = await outputs.StageAsync(run, CancellationToken.None);
            if (!staged.IsOk)
            {
                return Failure.Refused(staged.Error);
            }
        }

        var committed = await journal.CommitAsync(run, result.Value, nothingToApply: !hasOutputs, CancellationToken.None);
        if (!committed.IsOk)
        {
            return committed.Error.Code == RunSuccesses.FenceOld ? Failure.Stale : Failure.Refused(committed.Error);
        }

        if (hasOutputs)
        {
            await ApplyAsync(run);
        }

        folder.Remove();
        steps.Forget(run);
        await log.CompleteAsync(run.Id);
        return null;
    }

    private async Task ApplyAsync(ClaimedRun run)
    {
        await outputs.ApplyAsync(run, CancellationToken.None);
        await journal.SucceedAsync(run.Row, CancellationToken.None);
    }

    private async Task FailAsync(ClaimedRun run, Failure failure, OutputFolder folder)
    {
        if (failure.Line is { } line)
        {
            await log.WriteAsync(run.Id, line);
        }

        await outputs.DiscardAsync(run, CancellationToken.None);
        folder.Remove();
        if (await journal.FailAsync(run, failure, CancellationToken.None) == AttemptEnd.RunEnded)
        {
            await log.CompleteAsync(run.Id);
        }
    }
}
