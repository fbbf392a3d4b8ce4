namespace Twinyard.Workflows.Steps;

/// <summary>
/// The states of a step, as stored: waiting → running → succeeded or failed; running → waiting (retry). A run that ends takes what waits to skipped and
/// what is under way to cancelled.
/// </summary>
internal static class StepStates
{
    public const string Waiting = "waiting";
    public const string Running = "running";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string Skipped = "skipped";
    public const string Cancelled = "cancelled";
}
