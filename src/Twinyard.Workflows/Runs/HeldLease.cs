namespace Twinyard.Workflows.Runs;

/// <summary>A lease as the journal has it.</summary>
internal sealed class HeldLease
{
    public required string Id { get; init; }

    public long Fence { get; init; }

    /// <summary>Set when somebody asked the run to end.</summary>
    public string? CancelReason { get; init; }
}
