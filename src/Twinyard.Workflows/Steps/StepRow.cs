namespace Twinyard.Workflows.Steps;

/// <summary>A row of <c>run_steps</c>: one step, or one item of its matrix, in one run.</summary>
internal sealed record StepRow
{
    /// <summary>The select list that fills this.</summary>
    public const string Columns =
        """
        step AS Step, item AS Item, items AS Items, value AS Value, state AS State, attempts AS Attempts, started_at AS StartedAt, ended_at AS EndedAt,
        error AS Error, outputs AS Outputs, kept_in AS KeptIn, folder AS Folder
        """;

    public required string Step { get; init; }

    public long Item { get; init; }

    /// <summary>Items of the matrix; null for a step without one, and while they are not known.</summary>
    public long? Items { get; init; }

    /// <summary>The item as JSON.</summary>
    public string? Value { get; init; }

    public required string State { get; init; }

    /// <summary>Executions, over all attempts of the run and those of the run that it goes on from.</summary>
    public long Attempts { get; init; }

    /// <summary>Start of the newest execution.</summary>
    public long? StartedAt { get; init; }

    public long? EndedAt { get; init; }

    public string? Error { get; init; }

    /// <summary>What it gives to others, a JSON object.</summary>
    public string? Outputs { get; init; }

    /// <summary>The run among whose folders its outputs lie.</summary>
    public string? KeptIn { get; init; }

    public string? Folder { get; init; }

    /// <summary>A step that has not been looked at.</summary>
    public static StepRow Of(string step) => new() { Step = step, State = StepStates.Waiting };

    /// <summary>As it is before it is executed again.</summary>
    public StepRow Anew() => this with { State = StepStates.Waiting, StartedAt = null, EndedAt = null, Error = null, Outputs = null, KeptIn = null, Folder = null };
}
