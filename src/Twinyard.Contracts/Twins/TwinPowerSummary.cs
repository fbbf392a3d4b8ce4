namespace Twinyard.Contracts.Twins;

/// <summary>A twin that is switched on and off.</summary>
/// <param name="State"><c>stopped</c>, <c>starting</c>, <c>running</c>, <c>stopping</c> or <c>failed</c>.</param>
/// <param name="Reason">Why; of a failure, what went wrong.</param>
/// <param name="By">Who: <c>user/alice</c>, <c>run/…</c>, <c>schedule</c> or <c>idle</c>; empty for a twin that was never switched.</param>
/// <param name="IsHeld">Stopped until somebody starts it by hand: runs wait, and do not start it.</param>
/// <param name="Uses">Scripts that use it now.</param>
public sealed record TwinPowerSummary(string State, DateTimeOffset Since, string Reason, string By, bool IsHeld, int Uses);
