namespace Twinyard.Twins.Power;

/// <summary>Who changes a twin's state, when and why.</summary>
/// <param name="By">For people: <c>user/alice</c>, <c>run/…</c>, <c>schedule</c> or <c>idle</c>.</param>
/// <param name="Owner">Of the change: unique to it.</param>
internal sealed record TwinChange(string Name, string By, string Reason, string Owner, long Now);
