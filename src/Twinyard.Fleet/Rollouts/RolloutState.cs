namespace Twinyard.Fleet.Rollouts;

/// <summary>
/// <c>pending</c> → <c>running</c> → <c>completed</c>, or from either of the first two → <c>halted</c> (by the gate or by failing
/// devices) or <c>cancelled</c> (by a person). The last three are final.
/// </summary>
internal static class RolloutState
{
    public const string Pending = "pending";
    public const string Running = "running";
    public const string Completed = "completed";
    public const string Halted = "halted";
    public const string Cancelled = "cancelled";

    public static bool IsFinal(string state) => state is Completed or Halted or Cancelled;
}

/// <summary>State of a device within a rollout.</summary>
internal static class RolloutDeviceState
{
    public const string Desired = "desired";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string RolledBack = "rolled-back";
}
