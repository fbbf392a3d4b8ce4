namespace Twinyard.Repositories.Checks;

/// <summary>As stored: pending → running → passed or failed; pending or running → cancelled when a newer head came.</summary>
internal static class CheckState
{
    public const string Pending = "pending";
    public const string Running = "running";
    public const string Passed = "passed";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    /// <summary>Several checks in one word. Something failed is said when all have ended.</summary>
    public static string Of(long pending, long running, long passed, long failed)
    {
        if (running > 0 || pending > 0)
        {
            return running > 0 || passed + failed > 0 ? Running : Pending;
        }

        if (failed > 0)
        {
            return Failed;
        }

        return passed > 0 ? Passed : Pending;
    }

    public static string Of(IReadOnlyList<CheckRow> checks)
    {
        int Count(string state) => checks.Count(check => check.State == state);
        return Of(Count(Pending), Count(Running), Count(Passed), Count(Failed));
    }
}
