using System.Globalization;
using Twinyard.Access.Policies.Requests;

namespace Twinyard.Access.Policies.Conditions;

/// <summary>Points in time: ISO 8601 as of the W3C's profile, in UTC where it names no zone, or seconds since 1970.</summary>
internal sealed class DateTest(Comparison comparison, DateTimeOffset point) : ValueTest
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd", "yyyy-MM",
    ];

    public static DateTest? Create(Comparison comparison, string value, out string? problem)
    {
        problem = TryRead(value, out var point) ? null : $"'{value}' is not a time. Write 2026-11-27T10:00:00Z, 2026-11-27, or seconds since 1970.";
        return problem is null ? new DateTest(comparison, point) : null;
    }

    public override bool Matches(string value, IAccessContext context) => TryRead(value, out var read) && Compare(read, comparison, point);

    private static bool TryRead(string text, out DateTimeOffset point)
    {
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            return DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out point);
        }

        var isWithin = seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        point = isWithin ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)) : default;
        return isWithin;
    }
}
