using System.Text.Json;

namespace Twinyard.Contracts.Workflows;

/// <summary>A step of a run, in the manifest's order.</summary>
/// <param name="Needs">Steps that have succeeded before it starts.</param>
/// <param name="State">
/// <c>waiting</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c>, <c>skipped</c> or <c>cancelled</c>; of a step with a matrix, that of its items together.
/// </param>
/// <param name="IsFanOut">Whether it is executed for each item of a matrix.</param>
/// <param name="Items">Its executions: one, or one for each item of the matrix; none while they are not known.</param>
public sealed record StepEntry(string Name, string Script, IReadOnlyList<string> Needs, string State, bool IsFanOut, IReadOnlyList<StepItem> Items);

/// <param name="Item">Its place in the matrix, from 0.</param>
/// <param name="Value">The item of the matrix; null for a step without one, and where it is long.</param>
/// <param name="Attempts">How often it has been executed, also by earlier attempts of the run and by the run that it goes on from.</param>
/// <param name="StartedAt">Start of the newest execution.</param>
/// <param name="Outputs">What it gives to other steps; null while there is nothing, and where it is long.</param>
/// <param name="TakenFrom">The run that has executed it, where that is another one.</param>
public sealed record StepItem(
    int Item, JsonElement? Value, string State, int Attempts, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, string? Error, JsonElement? Outputs, string? TakenFrom);
