using System.Text.Json.Nodes;
using Twinyard.Platform.Results;
using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Steps;

/// <summary>The items for which a step is executed.</summary>
internal static class StepMatrix
{
    /// <summary>Executions of all steps of one run.</summary>
    public const int MaximumUnits = 1000;

    /// <returns>One that is null for a step without a matrix.</returns>
    public static Result<IReadOnlyList<JsonNode?>> Items(StepSpecification step, StepValues values, int others)
    {
        if (step.Matrix is null)
        {
            return new JsonNode?[] { null };
        }

        var resolved = step.Matrix is JsonArray ? Result<JsonNode?>.Ok(step.Matrix) : StepTemplate.Resolve(step.Matrix, values);
        if (!resolved.IsOk)
        {
            return resolved.Error;
        }

        if (resolved.Value is not JsonArray items)
        {
            return new InvalidError("step-matrix-no-list", $"The matrix {step.Matrix} of the step {step.Name} is no list.", "Refer to an output that is one.");
        }

        if (items.Count > StepReader.MaximumItems || items.Count + others > MaximumUnits)
        {
            return new LimitError(
                "step-matrix-too-large",
                $"The matrix of the step {step.Name} has {items.Count:N0} items; a step has at most {StepReader.MaximumItems}, and all steps of a run {MaximumUnits:N0}.",
                "Give each item more to do.");
        }

        return items.ToArray();
    }
}
