using System.Text.Json;
using Twinyard.Contracts.Workflows;

namespace Twinyard.Workflows.Records;

/// <summary>The part of a run's record that nothing else says, as it lies in the column <c>record</c>.</summary>
/// <param name="Machine">Names a row of <c>run_machines</c>.</param>
internal sealed record AttemptRecord(string Tree, string Twin, string Kind, string? Address, bool Sandboxed, string Machine)
{
    public IReadOnlyList<RunOutputDigest> Outputs { get; init; } = [];

    public IReadOnlyList<RunSecretVersion> Secrets { get; init; } = [];

    public int OutputsLeftOut { get; init; }

    public int ReadsLeftOut { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static AttemptRecord? FromJson(string? json) => json is null ? null : JsonSerializer.Deserialize<AttemptRecord>(json, JsonSerializerOptions.Web);
}
