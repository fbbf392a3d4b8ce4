using System.Text.Json.Nodes;
using Twinyard.Events.Patterns;
using Twinyard.Events.Schedules;
using Twinyard.Platform.Manifests;
using Twinyard.Workflows.Webhooks;

namespace Twinyard.Workflows.Manifests;

/// <summary>Reads <c>triggers:</c>.</summary>
internal static class TriggerReader
{
    public static IReadOnlyList<TriggerSpecification> Read(ManifestMap body, string workflow)
    {
        var triggers = new List<TriggerSpecification>();
        foreach (var item in body.List("triggers"))
        {
            if (item.AsMap() is not { } map)
            {
                continue;
            }

            TriggerSpecification? trigger;
            switch (map.Has("schedule"), map.Has("event"), map.Has("webhook"))
            {
                case (true, false, false):
                    trigger = ReadSchedule(map);
                    break;
                case (false, true, false):
                    trigger = ReadEvent(map);
                    break;
                case (false, false, true):
                    trigger = ReadWebhook(map, workflow);
                    break;
                default:
                    item.Report("A trigger has one of schedule:, event: and webhook:. For more triggers add more items to the list.");
                    continue;
            }

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

    private static TriggerSpecification? ReadWebhook(ManifestMap map, string workflow)
    {
        if (map.Value("webhook") is not { } value || value.AsText() is not { } name)
        {
            return null;
        }

        if (name.Length is 0 or > 100 || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_'))
        {
            value.Report($"'{name}' cannot name a webhook. Use lower-case letters, digits, - and _ only, at most 100 of them.");
            return null;
        }

        return new TriggerSpecification(null, null, null, WebhookPattern.Of(workflow, name)) { Webhook = name };
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
