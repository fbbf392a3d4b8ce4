namespace Twinyard.Access.Audit;

/// <summary>What a walk over the chain has found.</summary>
/// <param name="Valid">Whether all of it holds.</param>
/// <param name="Entries">How many hold, from the first that is kept.</param>
/// <param name="First">The number of the first entry; above 1 where retention has cut.</param>
/// <param name="Head">The last that holds.</param>
/// <param name="Broken">Null where all holds.</param>
public sealed record AuditVerdict(bool Valid, long Entries, long First, AuditHead Head, AuditBreak? Broken)
{
    internal static AuditVerdict Of(AuditWalk walk, AuditBreak? broken) => new(broken is null, walk.Entries, walk.Sequence - walk.Entries + 1, new AuditHead(walk.Sequence, walk.Hash), broken);
}
