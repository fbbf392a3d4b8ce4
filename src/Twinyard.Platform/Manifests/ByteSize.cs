using System.Globalization;

namespace Twinyard.Platform.Manifests;

/// <summary>Sizes such as <c>512MB</c> (powers of 1000) and <c>512MiB</c> (powers of 1024).</summary>
public static class ByteSize
{
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1),
    ];

    /// <returns>Null where the text is no size, or one that no machine has.</returns>
    public static long? Parse(string text)
    {
        foreach (var (unit, bytes) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal))
            {
                return decimal.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
                    && count <= long.MaxValue / 1024 && count * bytes is >= 1 and <= long.MaxValue / 1024 and var size
                    ? (long)size
                    : null;
            }
        }

        return null;
    }

    /// <returns>In the largest unit of 1000 that gives at least 1, with one decimal at most.</returns>
    public static string Text(long bytes) => bytes switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.#} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
        >= 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.#} KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
    };
}
