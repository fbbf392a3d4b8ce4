using System.Globalization;
using Twinyard.Contracts.Twins;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Results;
using Twinyard.Twins.Egress;
using Twinyard.Twins.Layers;

namespace Twinyard.Twins.Development;

/// <summary>How a person's script is run: as its workflow's manifest says, and what the person asked for otherwise.</summary>
internal sealed record DevelopmentPlan(string Folder, string Script, DevelopmentLimits Times, string Twin)
{
    /// <summary>Null for a script that no manifest names.</summary>
    public string? Workflow { get; private init; }

    public RunLimits Limits { get; private init; } = RunLimits.None;

    public IReadOnlyList<string>? Egress { get; private init; }

    public IReadOnlyList<LayerReference> Layers { get; private init; } = [];

    /// <summary>What the manifest says that bears on the run, for people.</summary>
    public IReadOnlyList<string> Settings { get; private init; } = [];

    public static Result<DevelopmentPlan> Of(DevelopmentRunRequest request, ScriptManifest? manifest, TwinsOptions options)
    {
        var times = DevelopmentLimits.Of(request.Timeout, request.CellTimeout, manifest is null ? null : new DevelopmentLimits(manifest.Timeout, manifest.CellTimeout));
        var layers = LayersOf(request.Layers ?? [], manifest?.Layers ?? []);
        if ((times.Error ?? layers.Error) is { } error)
        {
            return error;
        }

        var twin = request.Twin ?? manifest?.Twin ?? options.Default;
        if (manifest is null)
        {
            return new DevelopmentPlan(Path.GetDirectoryName(request.Script)?.Replace('\\', '/') ?? "", Path.GetFileName(request.Script), times.Value, twin) { Layers = layers.Value };
        }

        // Whoever lists nothing gets what a workflow that lists nothing gets, and not what the development twin may otherwise reach.
        var egress = manifest.Egress ?? (options.Egress == EgressMode.Environment ? [] : null);
        var plan = new DevelopmentPlan(manifest.Folder, manifest.Script, times.Value, twin) { Workflow = manifest.Workflow, Limits = manifest.Limits, Egress = egress, Layers = layers.Value };
        return plan with { Settings = [.. Tell(plan, manifest.Secrets)] };
    }

    /// <summary>Those asked for come first, and take the place of other versions of the same layer.</summary>
    private static Result<IReadOnlyList<LayerReference>> LayersOf(IReadOnlyList<string> asked, IReadOnlyList<string> declared)
    {
        var layers = new List<LayerReference>();
        foreach (var text in asked.Concat(declared))
        {
            var layer = LayerReference.Parse(text);
            if (!layer.IsOk)
            {
                return layer.Error;
            }

            if (layers.TrueForAll(other => other.Name != layer.Value.Name))
            {
                layers.Add(layer.Value);
            }
        }

        return layers;
    }

    private static IEnumerable<string> Tell(DevelopmentPlan plan, IReadOnlyList<string> secrets)
    {
        yield return $"timeout {DurationText.Of(plan.Times.Run)}";
        if (plan.Layers.Count > 0)
        {
            yield return $"layers {string.Join(", ", plan.Layers)}";
        }

        if (plan.Egress is { } egress)
        {
            yield return $"egress {(egress.Count == 0 ? "this server only" : string.Join(", ", egress))}";
        }

        if (secrets.Count > 0)
        {
            yield return $"without its secrets ({string.Join(", ", secrets)}), which only a merged workflow gets";
        }

        if (plan.Limits.Memory is { } memory)
        {
            yield return $"memory {ByteSize.Text(memory)}";
        }

        if (plan.Limits.Cpu is { } cpu)
        {
            yield return $"cpu {DurationText.Of(cpu)}";
        }

        if (plan.Limits.Processes is { } processes)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{processes} processes");
        }

        if (plan.Limits.FileSize is { } file)
        {
            yield return $"files of {ByteSize.Text(file)}";
        }
    }
}
