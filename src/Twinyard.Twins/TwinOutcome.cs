using Twinyard.Platform.Results;

namespace Twinyard.Twins;

/// <summary>How an execution ended.</summary>
public abstract record TwinOutcome;

public sealed record TwinSucceeded : TwinOutcome;

/// <summary>The script ended with another exit code than 0.</summary>
public sealed record TwinFailed(int ExitCode) : TwinOutcome;

public sealed record TwinTimedOut(TimeSpan After) : TwinOutcome;

public sealed record TwinCancelled : TwinOutcome;

/// <summary>The script did not run at all: no such commit or file, no interpreter.</summary>
public sealed record TwinNotStarted(Error Error) : TwinOutcome;
