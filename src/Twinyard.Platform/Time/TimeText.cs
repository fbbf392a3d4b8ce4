using System.Globalization;

namespace Twinyard.Platform.Time;

/// <summary>Time as people read it in facts and messages: UTC, to the second.</summary>
public static class TimeText
{
    /// <returns>Such as <c>2026-11-23 09:59:29 UTC</c>.</returns>
    public static string ToText(this DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
