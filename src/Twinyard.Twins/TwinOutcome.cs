using Twinyard.Platform.Results;
using Twinyard.Twins.Traces;

namespace Twinyard.Twins;

/// <summary>How an execution ended.</summary>
public abstract record TwinOutcome
{
    /// <summary>What it ran on; null where it did not get that far.</summary>
    public TwinTrace? Trace { get; init; }

    /// <summary>What a log should say about it; null for a good end.</summary>
    public virtual string? Explain() => null;
}

public sealed record TwinSucceeded : TwinOutcome;

/// <summary>The script ended with another exit code than 0, or a notebook in one of its cells.</summary>
public sealed record TwinFailed(int ExitCode) : TwinOutcome
{
    /// <summary>Why, as a sentence.</summary>
    public string Reason { get; init; } = $"The script ended with exit code {ExitCode}.";

    public override string Explain() => Reason;
}

public sealed record TwinTimedOut(TimeSpan After) : TwinOutcome
{
    /// <summary>What was still running, such as <c>The script</c> or <c>Cell 3</c>.</summary>
    public string What { get; init; } = "The script";

    public override string Explain() => $"{What} was still running after {After.TotalSeconds:0.###} s and was ended with all it had started.";
}

public sealed record TwinCancelled : TwinOutcome
{
    public override string Explain() => "The run was cancelled; the script was killed with all it had started.";
}

/// <summary>The script used more than it may, and was killed with all it had started.</summary>
/// <param name="Limit">Which limit it passed, as a sentence.</param>
public sealed record TwinExceeded(string Limit) : TwinOutcome
{
    public override string Explain() => $"The script was killed with all it had started. {Limit}";
}

/// <summary>The script did not run at all: no such commit or file, no interpreter.</summary>
public sealed record TwinNotStarted(Error Error) : TwinOutcome
{
    public override string Explain() => $"The script was not started. {Error}";
}
