using System.Globalization;
using CsCheck;
using Cronos;
using Twinyard.Events.Schedules;

namespace Twinyard.Events.Tests.Schedules;

/// <summary>Against Cronos, another implementation: where the two grammars mean the same, so do the times.</summary>
public sealed class SchedulePropertyTests
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Sao_Paulo", "Africa/Casablanca"];

    private static readonly Gen<string> Minute = Field(0, 59);
    private static readonly Gen<string> Hour = Field(0, 23);
    private static readonly Gen<string> Month = Gen.Frequency((3, Gen.Const("*")), (1, Field(1, 12)));
    private static readonly Gen<string> DayOfMonth = Gen.Frequency((3, Gen.Const("*")), (2, Field(1, 28)), (1, Gen.OneOf("L", "LW")), (1, Gen.Int[1, 28].Select(day => $"{day}W")));
    private static readonly Gen<DateTimeOffset> Start = Gen.Long[0, 20L * 366 * 24 * 3600].Select(seconds => new DateTimeOffset(2015, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds));

    // Sunday is 1 there and 0 in Cronos.
    private static readonly Gen<(string Ours, string Theirs)> DayOfWeek = Gen.OneOf(
        Gen.Int[1, 7].Select(day => ($"{day}", $"{day - 1}")),
        Gen.Int[1, 7].Select(day => ($"{day}L", $"{day - 1}L")),
        Gen.Select(Gen.Int[1, 7], Gen.Int[1, 5], (day, which) => ($"{day}#{which}", $"{day - 1}#{which}")),
        Gen.Select(Gen.Int[1, 7], Gen.Int[1, 7], (a, b) => ($"{Math.Min(a, b)}-{Math.Max(a, b)}", $"{Math.Min(a, b) - 1}-{Math.Max(a, b) - 1}")),
        Gen.Select(Gen.Int[1, 7], Gen.Int[1, 7], (a, b) => ($"{a},{b}", $"{a - 1},{b - 1}")));

    [Fact]
    public void NextAfter_AnyCron_AgreesWithCronosExceptInGaps() =>
        Gen.Select(Minute, Hour, DayOfMonth, Month, Gen.OneOf(Zones), Start).Sample((minute, hour, day, month, zone, start) =>
            Agree($"cron({minute} {hour} {day} {month} ? *)", $"{minute} {hour} {day} {month} ?", zone, start), iter: 2000);

    [Fact]
    public void NextAfter_AnyDayOfWeek_AgreesWithCronosExceptInGaps() =>
        Gen.Select(Minute, Hour, DayOfWeek, Month, Gen.OneOf(Zones), Start).Sample((minute, hour, day, month, zone, start) =>
            Agree($"cron({minute} {hour} ? {month} {day.Ours} *)", $"{minute} {hour} ? {month} {day.Theirs}", zone, start), iter: 2000);

    // Around the changes themselves, which a random start seldom meets.
    [Fact]
    public void NextAfter_AroundClockChanges_AgreesWithCronosExceptInGaps()
    {
        var changes = new[] { "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z" }.Select(text => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        Gen.Select(Minute, Field(0, 4), Gen.OneOf(changes), Gen.Int[-4 * 3600, 3 * 3600]).Sample((minute, hour, change, seconds) =>
            Agree($"cron({minute} {hour} * * ? *)", $"{minute} {hour} * * ?", "Europe/Berlin", change.AddSeconds(seconds)), iter: 5000);
    }

    // Within its years an expression with years fires as the one without.
    [Fact]
    public void NextAfter_Years_AreAFilterOnTheSameExpression() =>
        Gen.Select(Minute, Hour, DayOfMonth, Gen.Int[2015, 2034], Start).Sample((minute, hour, day, year, start) =>
        {
            var from = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(-1);
            var all = ScheduleExpression.Parse($"cron({minute} {hour} {day} * ? *)").Value.NextAfter(start > from ? start : from, TimeZoneInfo.Utc, start);
            var one = ScheduleExpression.Parse($"cron({minute} {hour} {day} * ? {year})").Value.NextAfter(start, TimeZoneInfo.Utc, start);
            one.ShouldBe(all is { } due && due.Year == year ? due : null);
        });

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

    private static void Agree(string expression, string cronos, string zoneName, DateTimeOffset start)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
        var ours = ScheduleExpression.Parse(expression).Value;
        var theirs = CronExpression.Parse(cronos);
        var at = start;
        for (var i = 0; i < 5; i++)
        {
            var next = ours.NextAfter(at, zone, start);
            var expected = theirs.GetNextOccurrence(at, zone);
            if (expected <= at)
            {
                // Where clocks are put back over a time that it has given (Casablanca in Ramadan), Cronos answers with the past. It is no witness there.
                return;
            }

            // Cronos moves a single time out of a gap to its end; here it does not fire and is told as skipped.
            while (expected is { } moved && moved != next && ours.SkippedBetween(moved.AddHours(-2), moved, zone).Count > 0)
            {
                expected = theirs.GetNextOccurrence(moved, zone);
            }

            (next?.UtcDateTime).ShouldBe(expected?.UtcDateTime, $"{expression} in {zoneName} after {at:O}");
            if (next is not { } due)
            {
                return;
            }

            at = due;
        }
    }
}
