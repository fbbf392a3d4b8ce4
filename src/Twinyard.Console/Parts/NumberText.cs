using System.Globalization;

namespace Twinyard.WebConsole.Parts;

/// <summary>Numbers as people read them.</summary>
internal static class NumberText
{
    /// <summary>About four significant digits: <c>12.83</c>, <c>0.0042</c>, <c>1 250 000</c>.</summary>
    public static string Of(double value)
    {
        var size = Math.Abs(value);
        var format = size switch
        {
            0 => "0",
            < 0.001 => "0.##E+0",
            < 1 => "0.####",
            < 1000 => "0.##",
            _ => "#,##0",
        };
        return value.ToString(format, Grouped);
    }

    public static string Of(long value) => value.ToString("#,##0", Grouped);

    /// <summary>Binary units: <c>1.4 MiB</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KiB"),
        < 1024L * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.#} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024 * 1024):0.##} GiB"),
    };

    // A thin space groups digits in every language.
    private static NumberFormatInfo Grouped { get; } = new() { NumberGroupSeparator = "\u2009" };
}
