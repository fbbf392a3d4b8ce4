using System.Globalization;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Layers;

/// <summary>A version of a layer, as manifests name it: <c>numerics@3</c>.</summary>
public readonly record struct LayerReference(string Name, int Version)
{
    public static Result<LayerReference> Parse(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && IsName(text[..at]) && int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 && text[at + 1] != '0'
            ? new LayerReference(text[..at], version)
            : new InvalidError("layer-reference-invalid", $"'{text}' does not name a version of a layer.", "Write the layer's name and the version's number, as in numerics@3.");
    }

    /// <summary>Small letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, the first a letter or a digit; at most 100.</summary>
    public static bool IsName(string name) => ShortName.IsGood(name);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}@{Version}");
}
