namespace Twinyard.Host.Reference;

/// <summary>One way in which an action is asked for.</summary>
/// <param name="Resource">The form of the resource.</param>
/// <param name="By">An endpoint, a topic, an output of a run, …</param>
/// <param name="Keys">For conditions, besides those of every request.</param>
/// <param name="LeavesEntry">Whether the audit trail has an entry when it is allowed.</param>
/// <param name="IsDecided">Whether policies decide on it; otherwise only the audit trail knows it.</param>
public sealed record ActionUse(string Action, string Resource, string By, IReadOnlyList<string> Keys, bool LeavesEntry, bool IsDecided);
