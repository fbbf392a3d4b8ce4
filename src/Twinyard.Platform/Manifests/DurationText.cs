using System.Globalization;

namespace Twinyard.Platform.Manifests;

/// <summary>Durations as people write them: a whole number and <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c>, ten years at most.</summary>
public static class DurationText
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3653);

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var digits = text.AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyz");
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        TimeSpan? unit = text[digits.Length..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            "d" => TimeSpan.FromDays(1),
            _ => null,
        };
        if (unit is not { } length || count > Longest / length)
        {
            return false;
        }

        duration = length * count;
        return true;
    }

    /// <summary>In the largest unit that takes no fraction, such as <c>90m</c>; what is below a millisecond is left out.</summary>
    public static string Of(TimeSpan duration)
    {
        var milliseconds = (long)duration.TotalMilliseconds;
        var (count, unit) = milliseconds switch
        {
            not 0 when milliseconds % 86_400_000 == 0 => (milliseconds / 86_400_000, "d"),
            not 0 when milliseconds % 3_600_000 == 0 => (milliseconds / 3_600_000, "h"),
            not 0 when milliseconds % 60_000 == 0 => (milliseconds / 60_000, "m"),
            not 0 when milliseconds % 1_000 == 0 => (milliseconds / 1_000, "s"),
            _ => (milliseconds, "ms"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
    }
}
