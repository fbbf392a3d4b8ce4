using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;

namespace Twinyard.Twins.Layers;

/// <summary>Reads the key <c>layers</c> of a workflow's run.</summary>
public static class LayerList
{
    public const string Key = "layers";
    public const int MostLayers = 10;

    /// <summary>What a reference to a layer's version is called in plans.</summary>
    public const string Kind = "layer";

    /// <returns>Null where the key is absent or the list is empty.</returns>
    public static IReadOnlyList<string>? Read(ManifestMap map, List<ResourceReference> references)
    {
        var layers = new List<LayerReference>();
        foreach (var item in map.List(Key))
        {
            if (item.AsText() is not { } text)
            {
                continue;
            }

            var parsed = LayerReference.Parse(text);
            if (!parsed.IsOk)
            {
                item.Report(parsed.Error.ToString());
                continue;
            }

            if (layers.Any(layer => layer.Name == parsed.Value.Name))
            {
                item.Report($"The layer {parsed.Value.Name} is in this list already; a run has one version of it.");
            }

            layers.Add(parsed.Value);
            references.Add(new ResourceReference(Kind, text, item.Place("")));
        }

        if (layers.Count > MostLayers)
        {
            map.Report(Key, $"At most {MostLayers} layers, and there are {layers.Count}. Publish some as one.");
        }

        return layers.Count == 0 ? null : [.. layers.Select(layer => layer.ToString())];
    }
}
