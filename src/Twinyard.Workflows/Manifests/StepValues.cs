using System.Text.Json.Nodes;

namespace Twinyard.Workflows.Manifests;

/// <summary>What references of a step may take.</summary>
/// <param name="Item">The item of the matrix; null where there is none.</param>
/// <param name="OutputsOf">The outputs of a step that has succeeded: an object, or a list of them for a step with a matrix.</param>
internal sealed record StepValues(JsonNode? Event, JsonNode? Input, JsonNode? Item, Func<string, JsonNode?> OutputsOf);
