using Twinyard.Platform.Ports;

namespace Twinyard.Workflows.Records;

/// <summary>What a reproduction is given in place of the newest, and what it has read.</summary>
/// <param name="pins">Version by kind and name.</param>
internal sealed class PinnedReads(IReadOnlyDictionary<(string Kind, string Name), string> pins)
{
    public ReadSet Read { get; } = new();

    public string? VersionOf(string kind, string name) => pins.GetValueOrDefault((kind, name));

    /// <summary>Pins the newest version of each thing that a run read; a table has none.</summary>
    public static PinnedReads Of(IReadOnlyList<RunReadRow> reads) => new(reads
        .Where(read => read.Kind is RunRead.Object or RunRead.Alias)
        .GroupBy(read => (read.Kind, read.Name))
        .ToDictionary(versions => versions.Key, versions => versions.MaxBy(read => read.ReadAt)?.Version ?? ""));
}
