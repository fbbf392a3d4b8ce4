using System.Globalization;

namespace Twinyard.Signals.Alarms;

/// <summary>Parts of an alarm's declaration that are written as words.</summary>
internal static class AlarmWords
{
    public static string Of(MissingData missing) => missing switch
    {
        MissingData.Ignore => "ignore",
        MissingData.Breaching => "breaching",
        MissingData.NotBreaching => "notBreaching",
        _ => "missing",
    };

    public static bool TryParseMissing(string text, out MissingData missing)
    {
        (var known, missing) = text switch
        {
            "missing" => (true, MissingData.Missing),
            "ignore" => (true, MissingData.Ignore),
            "breaching" => (true, MissingData.Breaching),
            "notBreaching" => (true, MissingData.NotBreaching),
            _ => (false, default),
        };
        return known;
    }

    /// <summary><c>2 of 3</c>, where 1 ≤ M ≤ N.</summary>
    public static bool TryParseDatapoints(string text, out int breaching, out int evaluated)
    {
        breaching = evaluated = 0;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts is [_, "of", _]
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out breaching)
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out evaluated)
            && breaching >= 1 && breaching <= evaluated;
    }
}
