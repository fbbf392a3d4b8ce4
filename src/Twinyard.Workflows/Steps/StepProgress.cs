using System.Text.Json.Nodes;
using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Steps;

/// <summary>How far a step is in an attempt of its run.</summary>
internal sealed class StepProgress(StepSpecification step)
{
    public StepSpecification Step => step;

    /// <summary>Null until it is known how often it is executed, which may depend on the outputs of the steps before it.</summary>
    public IReadOnlyList<StepUnit>? Units { get; set; }

    public bool HasSucceeded => Units is { } units && units.All(unit => unit.Phase == StepPhase.Succeeded);

    public int Running => Units?.Count(unit => unit.Phase == StepPhase.Running) ?? 0;

    /// <summary>What references to it take: an object, or a list of them for a step with a matrix.</summary>
    public JsonNode? Outputs()
    {
        var outputs = (Units ?? []).Select(unit => unit.Row.Outputs is { } json ? JsonNode.Parse(json) : null).ToArray();
        return step.IsFanOut ? new JsonArray(outputs) : outputs.FirstOrDefault();
    }
}
