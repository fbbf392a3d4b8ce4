using Twinyard.Contracts.Fleet;

namespace Twinyard.Agent.Bundles;

/// <summary>What a device with a disk runs, kept for its next start without a server.</summary>
internal sealed record SettledBundle(long Revision, DesiredBundle? Bundle);
