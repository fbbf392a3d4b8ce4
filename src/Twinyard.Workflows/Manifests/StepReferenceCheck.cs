using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Platform.Manifests;

namespace Twinyard.Workflows.Manifests;

/// <summary>Whether the references of steps name what will be there when the step starts.</summary>
internal static class StepReferenceCheck
{
    /// <summary>Needs steps without a cycle.</summary>
    public static void Check(IReadOnlyList<(ManifestMap Map, StepSpecification Step)> steps)
    {
        var graph = new StepGraph([.. steps.Select(one => one.Step)]);
        string[] names = [.. steps.Select(one => one.Step.Name)];
        foreach (var (map, step) in steps)
        {
            if (step.Matrix is JsonValue text && map.Value("matrix") is { } matrix)
            {
                CheckText(text.ToString(), matrix, step with { Matrix = null }, names, graph);
            }

            if (step.Input is not null && map.Value("input") is { } input)
            {
                CheckValue(input, step, names, graph);
            }
        }
    }

    private static void CheckValue(ManifestValue value, StepSpecification step, string[] names, StepGraph graph)
    {
        switch (value.AsJson())
        {
            case JsonObject:
                var map = value.AsMap()!; // its JSON is an object
                foreach (var key in map.Keys.ToList())
                {
                    CheckValue(map.Value(key)!, step, names, graph); // the key is there
                }

                break;
            case JsonArray:
                foreach (var item in value.AsList())
                {
                    CheckValue(item, step, names, graph);
                }

                break;
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                CheckText(text.GetValue<string>(), value, step, names, graph);
                break;
        }
    }

    private static void CheckText(string text, ManifestValue place, StepSpecification step, string[] names, StepGraph graph)
    {
        var template = StepTemplate.Parse(text);
        if (!template.IsOk)
        {
            place.Report(template.Error.ToString());
            return;
        }

        foreach (var reference in template.Value.References)
        {
            if (reference.Root == StepReference.Matrix && !step.IsFanOut)
            {
                place.Report("There is no matrix here to refer to. Give the step one with matrix:.");
            }
            else if (reference.Step is { } other && !names.Contains(other))
            {
                place.Report($"There is no step '{other}'.{Suggestion.For(other, names)}");
            }
            else if (reference.Step is { } before && !graph.Before(step.Name).Contains(before))
            {
                place.Report($"The step '{step.Name}' does not wait for '{before}', whose outputs it takes. Add it to its needs:.");
            }
        }
    }
}
