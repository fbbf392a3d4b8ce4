namespace Twinyard.Chaos.Evidence;

/// <summary>A line of the ledger, as the state database has it. Times are Unix microseconds.</summary>
internal sealed record OccurrenceRow
{
    public string Id { get; init; } = "";

    public string Workflow { get; init; } = "";

    public string TriggerId { get; init; } = "";

    /// <summary><c>schedule</c>, <c>event</c> or <c>manual</c>.</summary>
    public string Kind { get; init; } = "";

    public string Reference { get; init; } = "";

    /// <summary>Of schedules: the expression.</summary>
    public string Label { get; init; } = "";

    public long DueAt { get; init; }

    public long? UntilAt { get; init; }

    public long Ticks { get; init; } = 1;

    public string Outcome { get; init; } = "";

    public string? Input { get; init; }
}

internal sealed record RunRow
{
    public string Id { get; init; } = "";

    public string Workflow { get; init; } = "";

    public string OccurrenceId { get; init; } = "";

    public string State { get; init; } = "";

    public long Attempt { get; init; }

    public long Fence { get; init; }

    public string? BackupOf { get; init; }
}

/// <summary>A step of a run, or an item of one.</summary>
internal sealed record StepRow
{
    public string RunId { get; init; } = "";

    public string Step { get; init; } = "";

    public long Item { get; init; }

    public string State { get; init; } = "";

    /// <summary>Executions.</summary>
    public long Attempts { get; init; }
}

internal sealed record AttemptRow
{
    public string RunId { get; init; } = "";

    public long Fence { get; init; }

    public string Outcome { get; init; } = "";
}

internal sealed record CommitRow
{
    public string OccurrenceId { get; init; } = "";

    public string RunId { get; init; } = "";

    public long Fence { get; init; }
}

/// <summary>An event of the bus.</summary>
internal sealed record EventRow
{
    public string Id { get; init; } = "";

    public string Source { get; init; } = "";

    public string DetailType { get; init; } = "";

    /// <summary>JSON.</summary>
    public string Detail { get; init; } = "{}";
}

internal sealed record DeploymentRow
{
    public string CommitId { get; init; } = "";

    public long DeployedAt { get; init; }
}

/// <summary>A version of an object that a run has left.</summary>
internal sealed record ObjectRow
{
    public string Key { get; init; } = "";

    public string RunId { get; init; } = "";

    public string Sha256 { get; init; } = "";

    /// <summary>What lies in the store under the hash; empty where nothing does.</summary>
    public string Content { get; init; } = "";
}

/// <summary>A row that a run has left in the warehouse.</summary>
internal sealed record TableRow(string RunId, string Stamp, long Number);
