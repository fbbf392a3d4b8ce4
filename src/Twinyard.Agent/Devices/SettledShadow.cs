using Twinyard.Contracts.Fleet;

namespace Twinyard.Agent.Devices;

/// <summary>What became of the newest desired shadow; kept by a device with a disk for its next start without a server.</summary>
/// <param name="Bundle">What runs; null when no model does.</param>
/// <param name="Error">Why it is not what was desired; null when it is.</param>
public sealed record SettledShadow(long Revision, DesiredBundle? Bundle, string? Error);
