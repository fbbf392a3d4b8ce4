using CsCheck;
using Cronos;
using Twinyard.Events.Schedules;

namespace Twinyard.Events.Tests.Schedules;

/// <summary>Against Cronos, another implementation: where the two grammars mean the same, so do the times.</summary>
public sealed class SchedulePropertyTests
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"];

    private static readonly Gen<string> Minute = Field(0, 59);
    private static readonly Gen<string> Hour = Field(0, 23);
    private static readonly Gen<string> Month = Gen.Frequency((3, Gen.Const("*")), (1, Field(1, 12)));
    private static readonly Gen<string> DayOfMonth = Gen.Frequency((3, Gen.Const("*")), (2, Field(1, 28)), (1, Gen.Const("L")), (1, Gen.Int[1, 28].Select(day => $"{day}W")));
    private static readonly Gen<DateTimeOffset> Start = Gen.Long[0, 20L * 366 * 24 * 3600].Select(seconds => new DateTimeOffset(2015, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds));

    [Fact]
    public void NextAfter_AnyCron_AgreesWithCronosExceptInGaps() =>
        Gen.Select(Minute, Hour, DayOfMonth, Month, Gen.OneOf(Zones), Start).Sample((minute, hour, day, month, zoneName, start) =>
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
            var ours = ScheduleExpression.Parse($"cron({minute} {hour} {day} {month} ? *)").Value;
            var theirs = CronExpression.Parse($"{minute} {hour} {day} {month} ?");
            var at = start;
            for (var i = 0; i < 5; i++)
            {
                var next = ours.NextAfter(at, zone, start);
                var expected = theirs.GetNextOccurrence(at, zone);

                // Cronos moves a single time out of a gap to its end; here it does not fire and is told as skipped.
                while (expected is { } moved && moved != next && ours.SkippedBetween(moved.AddHours(-2), moved, zone).Count > 0)
                {
                    expected = theirs.GetNextOccurrence(moved, zone);
                }

                (next?.UtcDateTime).ShouldBe(expected?.UtcDateTime, $"cron({minute} {hour} {day} {month} ? *) in {zoneName} after {at:O}");
                if (next is not { } due)
                {
                    return;
                }

                at = due;
            }
        }, iter: 2000);

    [Fact]
    public void NextAfter_AnyRate_IsAPeriodOnTheAnchorsGrid() =>
        Gen.Select(Gen.Int[2, 500], Start, Gen.Long[-100_000, 10_000_000]).Sample((count, anchor, seconds) =>
        {
            var after = anchor.AddSeconds(seconds);
            var period = TimeSpan.FromMinutes(count);
            var next = ScheduleExpression.Parse($"rate({count} minutes)").Value.NextAfter(after, TimeZoneInfo.Utc, anchor);

            var due = next.ShouldNotBeNull();
            due.ShouldBeGreaterThan(after);
            ((due - anchor).Ticks % period.Ticks).ShouldBe(0);
            (due - after <= period || due == anchor + period).ShouldBeTrue($"{due:O} is more than a period after {after:O} and not the first one");
        });

    private static Gen<string> Field(int first, int last)
    {
        var value = Gen.Int[first, last];
        return Gen.OneOf(
            Gen.Const("*"),
            value.Select(one => $"{one}"),
            value.List[1, 3].Select(list => string.Join(',', list)),
            Gen.Select(value, value, (a, b) => $"{Math.Min(a, b)}-{Math.Max(a, b)}"),
            Gen.Select(value, Gen.Int[1, Math.Min(last, 20)], (from, step) => $"{from}/{step}"));
    }
}
