using System.Text.Json.Nodes;
using Twinyard.Events.Patterns;
using Twinyard.Events.Schedules;
using Twinyard.Platform.Manifests;

namespace Twinyard.Workflows.Manifests;

/// <summary>Reads <c>triggers:</c>.</summary>
internal static class TriggerReader
{
    public static IReadOnlyList<TriggerSpecification> Read(ManifestMap body)
    {
        var triggers = new List<TriggerSpecification>();
        foreach (var item in body.List("triggers"))
        {
            if (item.AsMap() is not { } map)
            {
                continue;
            }

            var hasSchedule = map.Has("schedule");
            if (hasSchedule == map.Has("event"))
            {
                item.Report("A trigger has either schedule: or event:. For more triggers add more items to the list.");
                continue;
            }

            var trigger = hasSchedule ? ReadSchedule(map) : ReadEvent(map);
            map.RejectUnknownKeys();
            if (trigger is null)
            {
                continue;
            }

            if (triggers.Any(other => TriggerIdentity.Of(other) == TriggerIdentity.Of(trigger)))
            {
                item.Report("This trigger is there already.");
            }

            triggers.Add(trigger);
        }

        return triggers;
    }

    private static TriggerSpecification? ReadSchedule(ManifestMap map)
    {
        var timezone = map.Text("timezone", absent: "UTC");
        if (ScheduleZone.Find(timezone).Error is { } unknown)
        {
            map.Report("timezone", unknown.ToString());
        }

        var catchUp = map.Choice("catch-up", "last", "none", "last", "all") switch
        {
            "none" => CatchUp.None,
            "all" => CatchUp.All,
            _ => CatchUp.Last,
        };
        if (map.Value("schedule") is not { } value || value.AsText() is not { } text)
        {
            return null;
        }

        if (ScheduleExpression.Parse(text).Error is { } wrong)
        {
            value.Report(wrong.ToString());
            return null;
        }

        return new TriggerSpecification(text, timezone, catchUp, null);
    }

    private static TriggerSpecification? ReadEvent(ManifestMap map)
    {
        if (map.Value("event") is not { } value || value.AsMap() is null)
        {
            return null;
        }

        var pattern = (JsonObject)value.AsJson()!; // AsMap has told that it is a mapping
        if (EventPattern.Parse(pattern).Error is { } wrong)
        {
            value.Report(wrong.ToString());
            return null;
        }

        return new TriggerSpecification(null, null, null, pattern);
    }
}
