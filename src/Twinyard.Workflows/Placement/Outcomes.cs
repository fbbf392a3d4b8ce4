namespace Twinyard.Workflows.Placement;

/// <summary>What became of an occurrence, as stored.</summary>
internal static class Outcomes
{
    public const string Pending = "pending";
    public const string Ran = "ran";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";
    public const string Skipped = "skipped";
    public const string Missed = "missed";
    public const string Superseded = "superseded";

    public static readonly IReadOnlyList<string> All = [Pending, Ran, Failed, Cancelled, Skipped, Missed, Superseded];
}
