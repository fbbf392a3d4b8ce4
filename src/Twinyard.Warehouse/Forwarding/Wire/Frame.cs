namespace Twinyard.Warehouse.Forwarding.Wire;

/// <summary>A message that has come whole.</summary>
internal sealed record Frame(FrameKind Kind, BinaryReader Body);
