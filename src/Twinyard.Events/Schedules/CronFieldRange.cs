using System.Globalization;

namespace Twinyard.Events.Schedules;

/// <summary>What a field of <c>cron(…)</c> counts.</summary>
internal sealed record CronFieldRange(string Name, int First, int Last, string[] Names)
{
    public static readonly CronFieldRange Minute = new("minute", 0, 59, []);
    public static readonly CronFieldRange Hour = new("hour", 0, 23, []);
    public static readonly CronFieldRange DayOfMonth = new("day of month", 1, 31, []);

    public static readonly CronFieldRange Month = new(
        "month", 1, 12, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]);

    public static readonly CronFieldRange DayOfWeek = new("day of week", 1, 7, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]);
    public static readonly CronFieldRange Year = new("year", 1970, 2199, []);

    public string NamesHint => Names.Length == 0 ? "" : $", or {Names[0]} to {Names[^1]}";

    public int? Number(string text)
    {
        var name = Array.FindIndex(Names, candidate => string.Equals(candidate, text, StringComparison.OrdinalIgnoreCase));
        if (name >= 0)
        {
            return name + First;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= First && number <= Last ? number : null;
    }
}
