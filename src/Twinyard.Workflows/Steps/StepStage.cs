using Twinyard.Twins;

namespace Twinyard.Workflows.Steps;

/// <summary>Where the steps of an attempt are written down, leave their files, and say what they do.</summary>
/// <param name="ArtifactFolder">Where the evidence of a step's executions is kept.</param>
/// <param name="Say">Writes a line into the run's log.</param>
internal sealed record StepStage(IStepLedger Ledger, StepFolders Folders, Func<StepUnit, string> ArtifactFolder, Func<string, Task> Say)
{
    /// <summary>What is other than in the run's own attempts.</summary>
    public Func<TwinRun, TwinRun> Adapt { get; init; } = static run => run;
}
