using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Events.Patterns;
using Twinyard.Platform.Results;

namespace Twinyard.Events.Bus;

/// <summary>What an event from outside must keep to.</summary>
internal static class EventRules
{
    /// <summary>EventBridge's bound for one entry: 256 KB.</summary>
    public const int MaximumBytes = 256 * 1024;

    private const int LongestName = 256;
    private const int MostResources = 100;
    private const string SystemPrefix = "twinyard.";

    public static Result<NewEvent> Check(string? source, string? detailType, JsonObject? detail, IReadOnlyList<string>? resources)
    {
        if (Name(source, "source") is { } badSource)
        {
            return badSource;
        }

        if (source!.StartsWith(SystemPrefix, StringComparison.OrdinalIgnoreCase)) // Name has refused null
        {
            return new InvalidError("event-source-reserved", $"The source '{source}' starts with '{SystemPrefix}', which only the system itself may say.", "Choose a source of your own, such as 'plant.scada'.");
        }

        if (Name(detailType, "detail type") is { } badType)
        {
            return badType;
        }

        if (resources is { Count: > MostResources })
        {
            return new LimitError("event-too-large", $"The event names {resources.Count} resources; at most {MostResources} are taken.");
        }

        detail ??= [];
        var json = detail.ToJsonString();
        if (RepeatedKey(json) is { } repeated)
        {
            return repeated;
        }

        var bytes = Encoding.UTF8.GetByteCount(json) + (resources?.Sum(resource => Encoding.UTF8.GetByteCount(resource)) ?? 0);
        return bytes > MaximumBytes
            ? new LimitError("event-too-large", $"The event has {bytes:N0} bytes; at most {MaximumBytes:N0} are taken.", "Put the data into a bucket and its key into the event.")
            : new NewEvent(source, detailType!, detail) { Resources = resources ?? [] }; // Name has refused null
    }

    // Readers of JSON differ on which of two equal keys counts, so that every consumer might see another event.
    private static InvalidError? RepeatedKey(string json)
    {
        try
        {
            using var document = StrictJson.Parse(Encoding.UTF8.GetBytes(json));
            return null;
        }
        catch (JsonException e)
        {
            return new InvalidError("event-invalid", $"The event's detail cannot be taken: {e.Message}");
        }
    }

    private static InvalidError? Name(string? text, string what) => text switch
    {
        null or "" => new InvalidError("event-invalid", $"The event has no {what}."),
        { Length: > LongestName } => new InvalidError("event-invalid", $"The {what} has {text.Length} characters; at most {LongestName} are taken."),
        _ => null,
    };
}
