namespace Twinyard.Workflows.Ticks;

/// <summary>How far a schedule has come.</summary>
/// <param name="Position">Every tick up to it is on the ledger.</param>
/// <param name="NextDue">Null when no tick follows.</param>
internal sealed record TriggerMove(string Id, long Position, long? NextDue);
