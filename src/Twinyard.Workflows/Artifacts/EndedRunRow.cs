namespace Twinyard.Workflows.Artifacts;

internal sealed class EndedRunRow
{
    public required string Id { get; init; }

    public long EndedAt { get; init; }
}
