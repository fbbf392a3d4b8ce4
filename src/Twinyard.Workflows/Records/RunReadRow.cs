using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Time;

namespace Twinyard.Workflows.Records;

/// <summary>A row of <c>run_reads</c>.</summary>
internal sealed class RunReadRow
{
    public required string RunId { get; init; }

    public required string Kind { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required string Digest { get; init; }

    public long ReadAt { get; init; }

    public RunReadEntry ToEntry() => new(Kind, Name, Version, Digest, UnixMicros.FromUnixMicros(ReadAt));
}
