using Twinyard.Platform.Manifests;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Layers;

/// <summary>How large a layer may be.</summary>
/// <param name="Bytes">Of its files together, and of the archive.</param>
internal sealed record LayerBounds(long Bytes)
{
    public const int Files = 50_000;
    public const int PathLength = 240;

    public LimitError TooLarge() => new("layer-too-large", $"The layer has more than {ByteSize.Text(Bytes)}.", $"Publish it as several, or raise {TwinsOptions.Section}:maximumLayerBytes.");

    public static LimitError TooMany() => new("layer-too-many-files", $"The layer has more than {Files:N0} files.", "Publish it as several.");
}
