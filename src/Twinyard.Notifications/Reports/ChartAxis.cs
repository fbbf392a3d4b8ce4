using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Twinyard.Notifications.Reports;

internal enum ChartAxisKind
{
    Numbers,
    Time,
    Categories,
}

/// <summary>Where values of x stand: numbers as they are, times in days (OLE dates), other texts in order of appearance.</summary>
internal sealed class ChartAxis
{
    private readonly Dictionary<string, int> _places;

    private ChartAxis(ChartAxisKind kind, IReadOnlyList<string> categories)
    {
        Kind = kind;
        Categories = categories;
        _places = categories.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
    }

    public ChartAxisKind Kind { get; }

    public IReadOnlyList<string> Categories { get; }

    /// <summary>The axis that suits all series of the chart. Bars stand over categories even where these are times.</summary>
    public static ChartAxis Of(ReportChart chart)
    {
        var values = chart.Series.SelectMany(series => series.X).ToList();
        if (values.TrueForAll(value => value.GetValueKind() == JsonValueKind.Number))
        {
            return new ChartAxis(ChartAxisKind.Numbers, []);
        }

        return chart.Kind != "bar" && values.TrueForAll(value => TryTime(value, out _))
            ? new ChartAxis(ChartAxisKind.Time, [])
            : new ChartAxis(ChartAxisKind.Categories, [.. values.Select(Name).Distinct(StringComparer.Ordinal)]);
    }

    public double Place(JsonNode value) => Kind switch
    {
        ChartAxisKind.Numbers => value.GetValue<double>(),
        ChartAxisKind.Time => TryTime(value, out var time) ? time.ToOADate() : double.NaN,
        _ => _places[Name(value)],
    };

    private static string Name(JsonNode value) => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    private static bool TryTime(JsonNode value, out DateTime time)
    {
        time = default;
        return value.GetValueKind() == JsonValueKind.String
            && value.GetValue<string>() is { Length: >= 10 } text && text[4] == '-' && text[7] == '-'
            && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }
}
