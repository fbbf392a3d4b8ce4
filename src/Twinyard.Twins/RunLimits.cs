namespace Twinyard.Twins;

/// <summary>What a run may use, all its processes together. Null for no limit.</summary>
public sealed record RunLimits
{
    public static readonly RunLimits None = new();

    /// <summary>Bytes of memory that are not files' pages.</summary>
    public long? Memory { get; init; }

    /// <summary>Processor time, over all cores.</summary>
    public TimeSpan? Cpu { get; init; }

    /// <summary>Processes at the same time.</summary>
    public int? Processes { get; init; }

    /// <summary>Bytes of any one file that the run writes.</summary>
    public long? FileSize { get; init; }
}
