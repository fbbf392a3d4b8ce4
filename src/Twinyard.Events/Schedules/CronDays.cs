using System.Globalization;

namespace Twinyard.Events.Schedules;

/// <summary>
/// The two day fields, of which exactly one is <c>?</c>. Day of month knows <c>L</c> (the last), <c>LW</c> (the last weekday) and
/// <c>15W</c> (the weekday nearest to the 15th, in the same month); day of week knows <c>6L</c> (the last Friday) and <c>6#3</c> (the third).
/// </summary>
internal sealed class CronDays
{
    private readonly Func<DateOnly, bool> _has;

    private CronDays(Func<DateOnly, bool> has) => _has = has;

    public static CronDays? Parse(string dayOfMonth, string dayOfWeek, out string problem)
    {
        if ((dayOfMonth == "?") == (dayOfWeek == "?"))
        {
            problem = "exactly one of day of month and day of week must be '?'";
            return null;
        }

        var has = dayOfWeek == "?" ? OfMonth(dayOfMonth, out problem) : OfWeek(dayOfWeek, out problem);
        return has is null ? null : new CronDays(has);
    }

    public bool Has(DateOnly day) => _has(day);

    private static Func<DateOnly, bool>? OfMonth(string text, out string problem)
    {
        problem = "";
        switch (text)
        {
            case "L":
                return day => day.Day == LastOf(day);
            case "LW" or "WL":
                return day => day.Day == NearestWeekday(day, LastOf(day));
        }

        if (text.EndsWith('W'))
        {
            if (CronFieldRange.DayOfMonth.Number(text[..^1]) is { } wanted)
            {
                return day => wanted <= LastOf(day) && day.Day == NearestWeekday(day, wanted);
            }

            problem = $"'{text}' is not a day of month; before W stands one day, such as 15W";
            return null;
        }

        var field = CronField.Parse(text, CronFieldRange.DayOfMonth, out problem);
        return field is null ? null : day => field.Has(day.Day);
    }

    private static Func<DateOnly, bool>? OfWeek(string text, out string problem)
    {
        problem = "";
        if (text == "L")
        {
            // As in Quartz, whose grammar this is: alone, L is the last day of the week.
            return day => Number(day) == 7;
        }

        if (text.EndsWith('L'))
        {
            if (CronFieldRange.DayOfWeek.Number(text[..^1]) is { } last)
            {
                return day => Number(day) == last && day.Day + 7 > LastOf(day);
            }

            problem = $"'{text}' is not a day of week; before L stands one day, such as 6L";
            return null;
        }

        if (text.Contains('#', StringComparison.Ordinal))
        {
            var parts = text.Split('#');
            if (parts.Length == 2 && CronFieldRange.DayOfWeek.Number(parts[0]) is { } wanted
                && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var which) && which is >= 1 and <= 5)
            {
                return day => Number(day) == wanted && (day.Day + 6) / 7 == which;
            }

            problem = $"'{text}' is not a day of week; write one day, # and a number from 1 to 5, such as 6#3";
            return null;
        }

        var field = CronField.Parse(text, CronFieldRange.DayOfWeek, out problem);
        return field is null ? null : day => field.Has(Number(day));
    }

    // Sunday is 1.
    private static int Number(DateOnly day) => (int)day.DayOfWeek + 1;

    private static int LastOf(DateOnly day) => DateTime.DaysInMonth(day.Year, day.Month);

    private static int NearestWeekday(DateOnly month, int wanted) => new DateOnly(month.Year, month.Month, wanted).DayOfWeek switch
    {
        DayOfWeek.Saturday => wanted == 1 ? 3 : wanted - 1,
        DayOfWeek.Sunday => wanted == LastOf(month) ? wanted - 2 : wanted + 1,
        _ => wanted,
    };
}
