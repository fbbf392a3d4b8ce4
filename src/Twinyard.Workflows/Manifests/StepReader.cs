using System.Text.Json.Nodes;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;

namespace Twinyard.Workflows.Manifests;

/// <summary>Reads one step.</summary>
internal static class StepReader
{
    public const int MaximumItems = 256;

    public static StepSpecification Read(ManifestMap map, string name, StepDefaults defaults, Func<string, bool> fileExists, List<ResourceReference> references)
    {
        var script = RunReader.ReadScript(map, fileExists);
        var timeout = RunReader.ReadTimeout(map, defaults.Timeout, defaults.Timeout, "A step's timeout is at least 1ms and at most the run's timeout.");
        var matrix = ReadMatrix(map);
        var step = new StepSpecification(name, script, (long)timeout.TotalMilliseconds)
        {
            Needs = [.. map.Texts("needs").Distinct(StringComparer.Ordinal)],
            Retries = (int)map.Integer("retries", 0, 0, RunReader.MaximumRetries),
            Input = map.Map("input") is null ? null : map.Value("input")?.AsJson() as JsonObject,
            Matrix = matrix,
            MaxParallel = ReadParallel(map, matrix),
            Secrets = SecretsReader.Read(map, references) ?? defaults.Secrets,
            Limits = Limits(LimitsReader.Read(map), defaults.Limits),
            Twin = RunReader.ReadTwin(map) ?? defaults.Twin,
            CellTimeoutMilliseconds = RunReader.ReadCellTimeout(map, script, timeout),
        };
        map.RejectUnknownKeys();
        return step;
    }

    private static JsonNode? ReadMatrix(ManifestMap map)
    {
        if (map.Value("matrix") is not { } value)
        {
            return null;
        }

        switch (value.AsJson())
        {
            case JsonArray { Count: > 0 and <= MaximumItems } items:
                if (items.ToJsonString().Contains("${{", StringComparison.Ordinal))
                {
                    value.Report("The items of a matrix are taken as they are. Refer to a whole list instead: matrix: ${{ steps.NAME.outputs.KEY }}.");
                }

                return items;
            case JsonArray items:
                value.Report($"The matrix has {items.Count} items; it has 1 to {MaximumItems}.");
                return items;
            case JsonValue text when StepTemplate.Parse(text.ToString()) is { IsOk: true, Value.IsReference: true }:
                return text;
            default:
                value.Report("A matrix is a list, or a reference to one: ${{ steps.NAME.outputs.KEY }}.");
                return new JsonArray();
        }
    }

    private static int? ReadParallel(ManifestMap map, JsonNode? matrix)
    {
        if (map.Value("max-parallel") is null)
        {
            return null;
        }

        if (matrix is null)
        {
            map.Report("max-parallel", "Only a step with a matrix is executed several times. How many steps run at the same time is said by run.max-parallel.");
        }

        return (int)map.Integer("max-parallel", 1, 1, StepsReader.MaximumParallel);
    }

    private static LimitsSpecification? Limits(LimitsSpecification? own, LimitsSpecification? run) => own is null || run is null
        ? own ?? run
        : new LimitsSpecification(own.Memory ?? run.Memory, own.CpuMilliseconds ?? run.CpuMilliseconds, own.Processes ?? run.Processes, own.FileSize ?? run.FileSize);
}
