using Twinyard.Platform.Results;
using Twinyard.Twins;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Invoker;

/// <summary>Why an attempt has no outputs.</summary>
/// <param name="State">What the run becomes where it is not tried again.</param>
/// <param name="AttemptOutcome">What the attempt's record says.</param>
/// <param name="Line">What the run's log should say about it, where the twin has not said it.</param>
internal sealed record Failure(string State, string AttemptOutcome, string Error, string? Line)
{
    public const string Lost = "lost";

    /// <summary>The script did its part, but its outputs may not become visible.</summary>
    public static Failure Refused(Error error) => new(RunStates.Failed, RunStates.Failed, error.ToString(), $"The outputs were refused, and nothing of them is visible. {error}");

    /// <summary>The attempt holds an old fence: nobody asks what became of it any more.</summary>
    public static readonly Failure Stale = new(RunStates.Failed, Lost, "The run was given to another attempt.", null);

    public static readonly Failure ServerGone = new(RunStates.Failed, Lost, "The server that executed it is gone.", "The server that executed this attempt is gone.");

    public static Failure Of(TwinOutcome outcome, Execution execution, CancellationToken stopping) => outcome switch
    {
        TwinFailed failed => new(RunStates.Failed, RunStates.Failed, failed.Reason, null),
        TwinTimedOut late => new(RunStates.TimedOut, RunStates.TimedOut, $"{late.What} was still running after {late.After.TotalSeconds:0.###} s.", null),
        TwinExceeded exceeded => new(RunStates.Failed, RunStates.Failed, exceeded.Limit, null),
        TwinNotStarted not => new(RunStates.Failed, RunStates.Failed, not.Error.ToString(), null),
        TwinCancelled when execution.CancelReason is { } reason => new(RunStates.Cancelled, RunStates.Cancelled, reason, $"Cancelled: {reason}"),
        TwinCancelled when stopping.IsCancellationRequested => new(RunStates.Failed, Lost, "The server stopped while it ran.", "The server stopped."),
        _ => new(RunStates.Failed, RunStates.Failed, $"The twin ended with {outcome.GetType().Name}.", null),
    };
}
