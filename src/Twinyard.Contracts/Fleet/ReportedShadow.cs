namespace Twinyard.Contracts.Fleet;

/// <summary>What a device says of itself; published with QoS 1 on <c>ty/v1/{device}/shadow/reported</c>.</summary>
/// <param name="Revision">The desired revision that this answers; 0 before the first.</param>
/// <param name="Model">The model that is running, null when none is.</param>
/// <param name="Error">Why the desired bundle is not the running one; null when it is.</param>
/// <param name="Agent">Version of the agent's program.</param>
/// <param name="SpooledBytes">Waiting on the device for their acknowledgement.</param>
/// <param name="LostMessages">Dropped by the device because its spool was full, since its program started.</param>
public sealed record ReportedShadow(
    long Revision, string? Model, string? Version, string? Error, string Agent, long SpooledBytes, long LostMessages);
