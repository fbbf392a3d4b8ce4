namespace Twinyard.Platform.Processes;

/// <summary>How a child ended.</summary>
public abstract record ChildOutcome;

public sealed record ChildExited(int ExitCode) : ChildOutcome;

/// <summary>Its time was up; its whole process group was killed.</summary>
public sealed record ChildTimedOut(TimeSpan After) : ChildOutcome;

/// <summary>The caller cancelled; its whole process group was killed.</summary>
public sealed record ChildCancelled : ChildOutcome;

/// <summary>Its watch gave a reason to end it; its whole process group was killed.</summary>
public sealed record ChildStopped(string Reason) : ChildOutcome;

/// <summary>It could not be started at all.</summary>
public sealed record ChildNotStarted(string Reason) : ChildOutcome;
