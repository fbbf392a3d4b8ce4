using System.Globalization;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;

namespace Twinyard.Workflows.Manifests;

/// <summary>Reads <c>alarms:</c> and adds the failure alarm that every workflow has, and the one on late runs where it expects something of them.</summary>
internal static class AlarmReader
{
    /// <summary>Name of the alarm on failed runs.</summary>
    public const string FailureAlarm = "failed";

    /// <summary>Name of the alarm on runs that did not start or end in time.</summary>
    public const string LateAlarm = "late";

    private static readonly TimeSpan LongestLook = TimeSpan.FromDays(1);

    public static IReadOnlyList<AlarmSpecification> Read(
        ManifestMap body, string workflow, ExpectSpecification? expect, IReadOnlyList<string> reportTopics, List<ResourceReference> references)
    {
        var alarms = new List<AlarmSpecification> { Failure(workflow, reportTopics) };
        if (expect is not null)
        {
            alarms.Add(Late(workflow, reportTopics));
        }

        foreach (var item in body.List("alarms"))
        {
            if (item.AsMap() is not { } map)
            {
                continue;
            }

            var alarm = ReadOne(map, workflow, reportTopics, references);
            if (alarms.Any(other => other.Name == alarm.Name))
            {
                item.Report($"Another alarm of this workflow has the name '{alarm.Name}'. Give this one its own with name:.");
            }

            alarms.Add(alarm);
        }

        return alarms;
    }

    private static AlarmSpecification Failure(string workflow, IReadOnlyList<string> reportTopics) => new(
        FailureAlarm,
        "twinyard/workflows",
        "runs.failed",
        "sum",
        new SortedDictionary<string, string>(StringComparer.Ordinal) { ["workflow"] = workflow },
        "60s",
        ">= 1",
        "1 of 1",
        "notBreaching",
        reportTopics,
        $"A run of {workflow} failed");

    // The number of late runs is told when it changes, so that without news the state stays.
    private static AlarmSpecification Late(string workflow, IReadOnlyList<string> reportTopics) => new(
        LateAlarm,
        "twinyard/workflows",
        "runs.late",
        "max",
        new SortedDictionary<string, string>(StringComparer.Ordinal) { ["workflow"] = workflow },
        "60s",
        ">= 1",
        "1 of 1",
        "ignore",
        reportTopics,
        $"A run of {workflow} did not start or end in time");

    private static AlarmSpecification ReadOne(ManifestMap map, string workflow, IReadOnlyList<string> reportTopics, List<ResourceReference> references)
    {
        var metric = map.Text("metric", required: true) ?? "";
        var period = ReadPeriod(map);
        var notify = map.Has("notify") ? map.Texts("notify") : reportTopics;
        if (map.Has("notify"))
        {
            references.AddRange(notify.Select(topic => new ResourceReference("topic", topic, map.Place("notify", $"The topic '{topic}' is not declared."))));
        }

        var alarm = new AlarmSpecification(
            map.Text("name", absent: metric),
            map.Text("namespace", absent: $"workflows/{workflow}"),
            metric,
            map.Choice("statistic", "avg", "avg", "min", "max", "sum", "count"),
            ReadDimensions(map),
            $"{(long)period.TotalSeconds}s",
            ReadThreshold(map),
            ReadDatapoints(map, period),
            map.Choice("missing", "missing", "missing", "ignore", "breaching", "notBreaching"),
            notify,
            map.Text("description", absent: ""));
        map.RejectUnknownKeys();
        return alarm;
    }

    private static TimeSpan ReadPeriod(ManifestMap map)
    {
        var minute = TimeSpan.FromMinutes(1);
        var period = map.Duration("period", minute);
        if (period >= TimeSpan.FromSeconds(1) && period <= LongestLook && period.Ticks % TimeSpan.TicksPerSecond == 0)
        {
            return period;
        }

        map.Report("period", "A period is a whole number of seconds, at most 1d.");
        return minute;
    }

    private static SortedDictionary<string, string> ReadDimensions(ManifestMap map)
    {
        var dimensions = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (map.Map("dimensions") is { } given)
        {
            foreach (var key in given.Keys.ToList())
            {
                dimensions[key] = given.Text(key, absent: "");
            }
        }

        return dimensions;
    }

    private static string ReadThreshold(ManifestMap map)
    {
        if (map.Value("threshold", required: true) is not { } value || value.AsText() is not { } text)
        {
            return "";
        }

        foreach (var comparison in (ReadOnlySpan<string>)[">=", "<=", ">", "<"])
        {
            if (text.StartsWith(comparison, StringComparison.Ordinal)
                && double.TryParse(text[comparison.Length..], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number))
            {
                return string.Create(CultureInfo.InvariantCulture, $"{comparison} {number}");
            }
        }

        value.Report($"'{text}' is not a threshold. Write >, >=, < or <= and a number, in quotes: \"> 20\".");
        return "";
    }

    private static string ReadDatapoints(ManifestMap map, TimeSpan period)
    {
        if (map.Value("datapoints") is not { } value || value.AsText() is not { } text)
        {
            return "1 of 1";
        }

        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not [var first, "of", var second]
            || !int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var breaching)
            || !int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var evaluated)
            || breaching < 1
            || breaching > evaluated)
        {
            value.Report($"'{text}' does not say how many datapoints must breach. Write 'M of N' with M from 1 to N: 2 of 3.");
            return "1 of 1";
        }

        if (period * (double)evaluated > LongestLook)
        {
            value.Report($"{evaluated} datapoints of {period.TotalSeconds:0} s each are more than one day. Use a shorter period or fewer datapoints.");
        }

        return $"{breaching} of {evaluated}";
    }
}
