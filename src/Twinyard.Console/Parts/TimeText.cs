using System.Globalization;

namespace Twinyard.WebConsole.Parts;

/// <summary>Times and durations as people say them.</summary>
internal static class TimeText
{
    public static string Relative(DateTimeOffset at, DateTimeOffset now)
    {
        var distance = now - at;
        if (distance.Duration() < TimeSpan.FromSeconds(2))
        {
            return "now";
        }

        return distance > TimeSpan.Zero ? $"{Rough(distance)} ago" : $"in {Rough(-distance)}";
    }

    /// <summary>Two significant digits and a unit: <c>840 ms</c>, <c>2.4 s</c>, <c>3 min</c>.</summary>
    public static string Duration(TimeSpan? duration) => duration switch
    {
        null => "–",
        { TotalMilliseconds: < 1000 } d => string.Create(CultureInfo.InvariantCulture, $"{d.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 10 } d => string.Create(CultureInfo.InvariantCulture, $"{d.TotalSeconds:0.0} s"),
        { TotalSeconds: < 60 } d => string.Create(CultureInfo.InvariantCulture, $"{d.TotalSeconds:0} s"),
        { TotalMinutes: < 60 } d => $"{d.Minutes} min {d.Seconds:00} s",
        { } d => $"{(int)d.TotalHours} h {d.Minutes:00} min",
    };

    private static string Rough(TimeSpan distance) => distance switch
    {
        { TotalSeconds: < 60 } => $"{(int)distance.TotalSeconds} s",
        { TotalMinutes: < 60 } => $"{(int)distance.TotalMinutes} min",
        { TotalHours: < 48 } => $"{(int)distance.TotalHours} h",
        _ => $"{(int)distance.TotalDays} days",
    };
}
