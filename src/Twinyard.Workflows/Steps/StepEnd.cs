namespace Twinyard.Workflows.Steps;

/// <summary>How one execution of a step ended.</summary>
internal abstract record StepEnd;

/// <param name="Outputs">What it gives to others, a JSON object.</param>
internal sealed record StepSucceeded(string Outputs) : StepEnd;

/// <param name="MayRetry">False where another execution would end in the same way.</param>
internal sealed record StepFailed(string Error, bool MayRetry) : StepEnd;

/// <summary>It was ended because its run ends.</summary>
internal sealed record StepStopped : StepEnd;
