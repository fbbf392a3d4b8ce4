namespace Twinyard.Access.Audit;

/// <summary>A place in the chain.</summary>
internal sealed class HeadRow
{
    public required long Sequence { get; init; }

    public required string Hash { get; init; }
}
