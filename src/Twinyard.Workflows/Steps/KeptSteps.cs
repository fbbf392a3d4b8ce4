namespace Twinyard.Workflows.Steps;

/// <summary>The folder of a run below <c>steps/</c>, and when the last run that may go on from it has ended.</summary>
internal sealed class KeptSteps
{
    public required string Folder { get; init; }

    /// <summary>Null while one of them is under way or waits.</summary>
    public long? EndedAt { get; init; }
}
