using System.Collections.Frozen;

namespace Twinyard.Workflows.Runs;

/// <summary>
/// The states of a run, as stored: queued → running → (committing →) succeeded; running → queued (retry), failed, timed-out or
/// cancelled; queued → cancelled. docs/adr/0002-run-journal.md draws them.
/// </summary>
internal static class RunStates
{
    public const string Queued = "queued";
    public const string Running = "running";
    public const string Committing = "committing";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string TimedOut = "timed-out";
    public const string Cancelled = "cancelled";

    public static readonly FrozenSet<string> All = FrozenSet.Create(Queued, Running, Committing, Succeeded, Failed, TimedOut, Cancelled);
}
