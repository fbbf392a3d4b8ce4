using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Twinyard.Access.Secrets;

namespace Twinyard.Workflows.Manifests;

/// <summary>One step of <c>run.steps</c>. What the manifest leaves out for a limit or a timeout is filled in from <c>run:</c>.</summary>
internal sealed record StepSpecification(string Name, string Script, long TimeoutMilliseconds)
{
    /// <summary>Steps that have succeeded before this one starts.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Further executions after the first within one attempt of the run.</summary>
    public int Retries { get; init; }

    /// <summary>What the script reads as its input, texts in it with references; null for the run's own input.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Input { get; init; }

    /// <summary>A list, or a text that refers to one: the step is executed once for each item. Null for a step that is executed once.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonNode? Matrix { get; init; }

    /// <summary>Items of the matrix that are executed at the same time; null for as many as the run lets.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxParallel { get; init; }

    /// <summary>Its own, or the run's where it names none; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SecretUse>? Secrets { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LimitsSpecification? Limits { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Twin { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? CellTimeoutMilliseconds { get; init; }

    [JsonIgnore]
    public TimeSpan Timeout => TimeSpan.FromMilliseconds(TimeoutMilliseconds);

    [JsonIgnore]
    public bool IsFanOut => Matrix is not null;
}
