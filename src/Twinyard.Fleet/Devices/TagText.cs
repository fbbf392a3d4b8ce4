using System.Text.Json;
using Twinyard.Contracts.Fleet;
using Twinyard.Platform.Results;

namespace Twinyard.Fleet.Devices;

/// <summary>Tags as stored: a JSON object of texts.</summary>
internal static class TagText
{
    public const int MaximumTags = 50;
    public const int MaximumLength = 256;

    public static string Write(IReadOnlyDictionary<string, string>? tags) =>
        JsonSerializer.Serialize(new SortedDictionary<string, string>(new Dictionary<string, string>(tags ?? new Dictionary<string, string>()), StringComparer.Ordinal));

    public static IReadOnlyDictionary<string, string> Read(string json) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [];

    /// <summary>Whether a device carries every tag that is asked for.</summary>
    public static bool Match(IReadOnlyDictionary<string, string> asked, IReadOnlyDictionary<string, string> carried) =>
        asked.All(tag => carried.TryGetValue(tag.Key, out var value) && value == tag.Value);

    public static Result<Done> Check(IReadOnlyDictionary<string, string>? tags)
    {
        if (tags is null)
        {
            return Done.Value;
        }

        return tags.Count <= MaximumTags && tags.All(tag => tag.Key.Length is > 0 and <= MaximumLength && tag.Value is { Length: <= MaximumLength })
            ? Done.Value
            : new InvalidError("tags-invalid", $"A device has at most {MaximumTags} tags with keys of 1 to {MaximumLength} characters and values of at most {MaximumLength}.");
    }
}

/// <summary>The bundle of a desired shadow as stored.</summary>
internal static class BundleText
{
    public static string? Write(DesiredBundle? bundle) => bundle is null ? null : JsonSerializer.Serialize(bundle, FleetMessages.Default.DesiredBundle);

    public static DesiredBundle? Read(string? json) => json is null ? null : JsonSerializer.Deserialize(json, FleetMessages.Default.DesiredBundle);
}
