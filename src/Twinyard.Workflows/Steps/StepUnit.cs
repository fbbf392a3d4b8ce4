using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Steps;

/// <summary>What is executed at once: a step, or one item of its matrix.</summary>
internal sealed class StepUnit(StepSpecification step, StepRow row)
{
    public StepSpecification Step => step;

    /// <summary>As the database has it, or will with the next write.</summary>
    public StepRow Row { get; set; } = row;

    public StepPhase Phase { get; set; } = row.State == StepStates.Succeeded ? StepPhase.Succeeded : StepPhase.Waiting;

    /// <summary>Executions in this attempt of the run.</summary>
    public int Tries { get; set; }

    /// <summary>For people, and before each line of its log: <c>train</c>, or <c>train[2]</c>.</summary>
    public string Label => step.IsFanOut ? $"{step.Name}[{Row.Item}]" : step.Name;
}

internal enum StepPhase
{
    Waiting,
    Running,

    /// <summary>Waits for the time of its next try.</summary>
    Paused,
    Succeeded,
    Failed,
}
