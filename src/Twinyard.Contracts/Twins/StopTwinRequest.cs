namespace Twinyard.Contracts.Twins;

/// <param name="Force">Also while scripts use it.</param>
/// <param name="Hold">Until somebody starts it by hand, runs wait for it and do not start it.</param>
public sealed record StopTwinRequest(bool Force = false, bool Hold = false);
