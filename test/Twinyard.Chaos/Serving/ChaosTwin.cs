using Twinyard.Twins;

namespace Twinyard.Chaos.Serving;

/// <summary>
/// Runs scripts named <c>*.twin.sh</c> within the server, because processes would limit how many runs there can be, and leaves all others to
/// the real twin. Both leave the same outputs.
/// </summary>
internal sealed class ChaosTwin(ITwin processes, StartBook starts, TimeProvider time) : ITwin
{
    public const string Extension = ".twin.sh";

    public Task<TwinOutcome> ExecuteAsync(TwinRun run, CancellationToken cancellationToken) =>
        run.Script.EndsWith(Extension, StringComparison.Ordinal)
            ? ExecuteAsync(run, Enum.Parse<Behaviour>(run.Script[..^Extension.Length], ignoreCase: true), cancellationToken)
            : processes.ExecuteAsync(run, cancellationToken);

    private async Task<TwinOutcome> ExecuteAsync(TwinRun run, Behaviour behaviour, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(run.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var isStep = run.Variables.ContainsKey("TWINYARD_STEP");
        var stamp = isStep ? RunStamp.OfSteps(run.RunId) : RunStamp.OfFolder(run.OutputFolder);
        starts.Add(isStep ? RunStamp.OfStep(run.RunId, run.OutputFolder) : stamp);
        try
        {
            return await new ScriptedOutputs(run, stamp, time).WriteAsync(behaviour, either.Token) ? new TwinSucceeded() : new TwinFailed(3);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return cancellationToken.IsCancellationRequested ? new TwinCancelled() : new TwinTimedOut(run.Timeout);
        }
    }
}
