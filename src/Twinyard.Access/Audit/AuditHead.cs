namespace Twinyard.Access.Audit;

/// <summary>The end of the chain: how many entries there have ever been, and the last one's hash. Noted elsewhere, it shows that nothing before it was changed or cut.</summary>
public sealed record AuditHead(long Sequence, string Hash);
