namespace Twinyard.Repositories.Checks;

/// <summary>As stored: pending → running → passed or failed; pending or running → cancelled when a newer head came.</summary>
internal static class CheckState
{
    public const string Pending = "pending";
    public const string Running = "running";
    public const string Passed = "passed";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";
}
