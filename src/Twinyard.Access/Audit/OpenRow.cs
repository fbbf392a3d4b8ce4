using System.Text.Json;

namespace Twinyard.Access.Audit;

/// <summary>Something that has begun.</summary>
internal sealed class OpenRow
{
    public required string Id { get; init; }

    public required string Node { get; init; }

    public required long At { get; init; }

    public required string Entry { get; init; }

    public static OpenRow Of(AuditRecord record) => new() { Id = record.Id, Node = record.Node, At = record.At, Entry = JsonSerializer.Serialize(record) };

    public AuditRecord ToRecord() =>
        (JsonSerializer.Deserialize<AuditRecord>(Entry) ?? throw new InvalidOperationException($"The open audit entry {Id} is empty.")) with { IsOpen = true };
}
