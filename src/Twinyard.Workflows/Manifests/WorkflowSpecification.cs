using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Twinyard.Access.Secrets;
using Twinyard.Twins;

namespace Twinyard.Workflows.Manifests;

/// <summary>What a manifest says, with every default filled in. Its JSON is canonical: equal manifests give equal text.</summary>
internal sealed record WorkflowSpecification
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public required string Description { get; init; }

    public required RunSpecification Run { get; init; }

    public required IReadOnlyList<TriggerSpecification> Triggers { get; init; }

    public BackupSpecification? Backup { get; init; }

    /// <summary>Null where nothing is expected.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ExpectSpecification? Expect { get; init; }

    public required string Role { get; init; }

    public required IReadOnlyList<string> ReportTopics { get; init; }

    /// <summary>Whether a good run's executed notebook is sent to the report topics.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ReportNotebook { get; init; }

    public required IReadOnlyList<AlarmSpecification> Alarms { get; init; }

    /// <summary>All that the run, its steps and the backup name.</summary>
    [JsonIgnore]
    public IEnumerable<SecretUse> Secrets => [.. Run.Secrets ?? [], .. (Run.Steps ?? []).SelectMany(step => step.Secrets ?? []), .. Backup?.Secrets ?? []];

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static WorkflowSpecification FromJson(string json) =>
        JsonSerializer.Deserialize<WorkflowSpecification>(json, Json) ?? throw new InvalidOperationException("A stored workflow specification is JSON null.");
}

/// <param name="Script">Empty where the run has steps.</param>
/// <param name="TimeoutMilliseconds">After this the script, or all that is under way of the steps, is killed.</param>
/// <param name="Retries">Further attempts after the first.</param>
internal sealed record RunSpecification(string Script, long TimeoutMilliseconds, int Retries, OverlapPolicy Overlap)
{
    /// <summary>Runs that may be under way at the same time, over all servers; null for as many as the overlap policy lets.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Concurrency { get; init; }

    /// <summary>The twin's name in the server's configuration; null for its default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Twin { get; init; }

    /// <summary>What a run may use; null for no limit but the timeout.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LimitsSpecification? Limits { get; init; }

    /// <summary>What a run may reach besides this server; null for what the server's configuration says.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Egress { get; init; }

    /// <summary>Layers of its runs, such as <c>numerics@3</c>, in order; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Layers { get; init; }

    /// <summary>Secrets of its script, or of its steps that name none themselves; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SecretUse>? Secrets { get; init; }

    /// <summary>Longest time of one cell of a notebook; null for no other limit than the run's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? CellTimeoutMilliseconds { get; init; }

    /// <summary>In the manifest's order; null where the run is one script.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<StepSpecification>? Steps { get; init; }

    /// <summary>Steps, and items of their matrices, that one run executes at the same time; null where the run is one script.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxParallel { get; init; }

    /// <summary>Files that the run executes, in the manifest's order.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Scripts => Steps is { } steps ? [.. steps.Select(step => step.Script)] : [Script];

    /// <summary>Whether a run waits until no other of its workflow is under way.</summary>
    [JsonIgnore]
    public bool IsExclusive => Overlap != OverlapPolicy.Allow && Concurrency is null;

    [JsonIgnore]
    public TimeSpan Timeout => TimeSpan.FromMilliseconds(TimeoutMilliseconds);
}

/// <summary>Each null for no limit; sizes in bytes.</summary>
internal sealed record LimitsSpecification(long? Memory, long? CpuMilliseconds, int? Processes, long? FileSize)
{
    public RunLimits ToRunLimits() => new()
    {
        Memory = Memory,
        Cpu = CpuMilliseconds is { } cpu ? TimeSpan.FromMilliseconds(cpu) : null,
        Processes = Processes,
        FileSize = FileSize,
    };
}

/// <summary>A schedule (<paramref name="Schedule"/>, <paramref name="Timezone"/>, <paramref name="CatchUp"/>) or an event pattern.</summary>
internal sealed record TriggerSpecification(string? Schedule, string? Timezone, CatchUp? CatchUp, JsonObject? Event)
{
    /// <summary>The webhook whose deliveries the pattern takes; null for any other pattern.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Webhook { get; init; }
}

/// <summary>How soon after it is due a run starts and has ended; null where that is not expected.</summary>
internal sealed record ExpectSpecification(long? StartWithinMilliseconds, long? FinishWithinMilliseconds);

internal sealed record BackupSpecification(string Script, BackupStart When)
{
    /// <summary>Its own, or the run's where it names none; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SecretUse>? Secrets { get; init; }
}
