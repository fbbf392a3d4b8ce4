namespace Twinyard.Contracts.Workflows;

/// <summary>A run that was executed again, and how its outputs compare with those of the first time.</summary>
/// <param name="State"><c>running</c>, <c>compared</c>, <c>cancelled</c>, or <c>failed</c> where the script could not be started again.</param>
/// <param name="Error">Why it has failed.</param>
/// <param name="LogStream">What the script prints this time.</param>
/// <param name="Inputs">What it read, beside what the run read.</param>
/// <param name="Outputs">What it left, beside what the run left; nothing of it is applied.</param>
/// <param name="Notes">What was not the same as the first time although it could not be helped.</param>
public sealed record RunReproduction(
    string RunId,
    string State,
    string? Error,
    string LogStream,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    IReadOnlyList<ReproducedItem> Inputs,
    IReadOnlyList<ReproducedItem> Outputs,
    IReadOnlyList<string> Notes)
{
    /// <summary>Whether it was compared, and every output is identical.</summary>
    public bool IsIdentical => State == "compared" && Outputs.All(item => item.Verdict == ReproducedItem.Identical);
}
