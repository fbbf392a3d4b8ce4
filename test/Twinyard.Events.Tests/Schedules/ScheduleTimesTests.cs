using System.Globalization;
using Twinyard.Events.Schedules;

namespace Twinyard.Events.Tests.Schedules;

public sealed class ScheduleTimesTests
{
    [Theory]
    // 23 November 2026 is a Monday.
    [InlineData("cron(0 6 * * ? *)", "UTC", "2026-11-23T05:59:59Z", "11-23T06:00 11-24T06:00")]
    [InlineData("cron(0 6 * * ? *)", "UTC", "2026-11-23T06:00:00Z", "11-24T06:00 11-25T06:00")]
    [InlineData("cron(0 6 * * ? *)", "Europe/Berlin", "2026-11-23T00:00:00Z", "11-23T05:00 11-24T05:00")]
    [InlineData("cron(0/20 9 ? * MON-FRI *)", "UTC", "2026-11-20T09:30:00Z", "11-20T09:40 11-23T09:00 11-23T09:20")]
    [InlineData("cron(0 0 ? * 1 *)", "UTC", "2026-11-23T00:00:00Z", "11-29T00:00 12-06T00:00")]
    [InlineData("cron(0 0 L * ? *)", "UTC", "2027-01-31T00:00:00Z", "02-28T00:00 03-31T00:00")]
    [InlineData("cron(0 0 LW * ? *)", "UTC", "2027-01-01T00:00:00Z", "01-29T00:00 02-26T00:00")]
    [InlineData("cron(0 0 1W * ? *)", "UTC", "2027-04-30T00:00:00Z", "05-03T00:00 06-01T00:00")]
    [InlineData("cron(0 0 31W * ? *)", "UTC", "2027-01-01T00:00:00Z", "01-29T00:00 03-31T00:00")]
    [InlineData("cron(0 0 15W * ? *)", "UTC", "2027-05-01T00:00:00Z", "05-14T00:00 06-15T00:00")]
    [InlineData("cron(0 0 ? * 6L *)", "UTC", "2026-11-01T00:00:00Z", "11-27T00:00 12-25T00:00")]
    [InlineData("cron(0 0 ? * 2#1 *)", "UTC", "2026-11-03T00:00:00Z", "12-07T00:00")]
    [InlineData("cron(0 0 ? * 2#5 *)", "UTC", "2026-11-01T00:00:00Z", "11-30T00:00")]
    [InlineData("cron(0 0 29 2 ? *)", "UTC", "2026-11-01T00:00:00Z", "02-29T00:00 02-29T00:00")]
    [InlineData("cron(0 0 1 1 ? 2025)", "UTC", "2026-11-01T00:00:00Z", "")]
    [InlineData("cron(0 0 30 2 ? *)", "UTC", "2026-11-01T00:00:00Z", "")]
    [InlineData("rate(90 minutes)", "UTC", "2026-11-23T00:00:00Z", "11-23T01:30 11-23T03:00")]
    [InlineData("at(2026-12-24T18:00:00)", "Europe/Berlin", "2026-11-23T00:00:00Z", "12-24T17:00")]
    [InlineData("at(2026-12-24T18:00:00)", "Europe/Berlin", "2026-12-24T17:00:00Z", "")]
    public void NextAfter_Table(string expression, string zone, string from, string expected)
    {
        var times = Times(expression, zone, from, expected.Length == 0 ? 1 : expected.Split(' ').Length);

        string.Join(' ', times.Select(time => time.ToString("MM-dd'T'HH:mm", CultureInfo.InvariantCulture))).ShouldBe(expected);
    }

    // Berlin goes from 02:00 to 03:00 on 29 March 2026 at 01:00Z, and from 03:00 to 02:00 on 25 October 2026 at 01:00Z.
    [Theory]
    [InlineData("cron(30 2 * * ? *)", "2026-03-28T12:00:00Z", "03-30T00:30", "03-29T02:30")]
    [InlineData("cron(30 2,3 * * ? *)", "2026-03-28T12:00:00Z", "03-29T01:30 03-30T00:30", "03-29T02:30")]
    [InlineData("cron(0/30 * * * ? *)", "2026-03-29T00:15:00Z", "03-29T00:30 03-29T01:00 03-29T01:30", "03-29T02:00 03-29T02:30")]
    [InlineData("at(2026-03-29T02:30:00)", "2026-03-28T12:00:00Z", "", "03-29T02:30")]
    [InlineData("cron(30 2 * * ? *)", "2026-10-24T12:00:00Z", "10-25T00:30 10-26T01:30", "")]
    [InlineData("cron(0/30 2 * * ? *)", "2026-10-24T12:00:00Z", "10-25T00:00 10-25T00:30 10-25T01:00 10-25T01:30 10-26T01:00", "")]
    [InlineData("cron(30 * * * ? *)", "2026-10-24T23:00:00Z", "10-24T23:30 10-25T00:30 10-25T01:30 10-25T02:30", "")]
    [InlineData("cron(30 2 * * ? *)", "2026-10-25T00:30:00Z", "10-26T01:30", "")]
    [InlineData("cron(30 2 * * ? *)", "2026-10-25T01:10:00Z", "10-26T01:30", "")]
    [InlineData("at(2026-10-25T02:30:00)", "2026-10-24T12:00:00Z", "10-25T00:30", "")]
    [InlineData("rate(1 day)", "2026-10-24T12:00:00Z", "10-25T12:00 10-26T12:00", "")]
    public void NextAfter_ClockChanges(string expression, string from, string expected, string skipped)
    {
        var times = Times(expression, "Europe/Berlin", from, expected.Length == 0 ? 1 : expected.Split(' ').Length);
        var start = Moment(from);
        var until = start.AddDays(1.5);
        var missing = ScheduleExpression.Parse(expression).Value.SkippedBetween(start, until, Zone("Europe/Berlin"));

        string.Join(' ', times.Select(time => time.ToString("MM-dd'T'HH:mm", CultureInfo.InvariantCulture))).ShouldBe(expected);
        string.Join(' ', missing.Select(time => time.Local.ToString("MM-dd'T'HH:mm", CultureInfo.InvariantCulture))).ShouldBe(skipped);
        missing.ShouldAllBe(time => time.At == Moment("2026-03-29T01:00:00Z"));
    }

    [Fact]
    public void NextAfter_RateBeforeItsAnchor_FirstIsOnePeriodAfterTheAnchor()
    {
        var anchor = Moment("2026-11-23T08:00:00Z");

        ScheduleExpression.Parse("rate(1 hour)").Value.NextAfter(anchor.AddDays(-3), TimeZoneInfo.Utc, anchor).ShouldBe(anchor.AddHours(1));
    }

    [Fact]
    public void Find_UnknownZone_IsAnErrorWithRemedy() =>
        ScheduleZone.Find("Europe/Entenhausen").Error?.Code.ShouldBe("time-zone-unknown");

    private static List<DateTimeOffset> Times(string expression, string zone, string from, int count)
    {
        var schedule = ScheduleExpression.Parse(expression).Value;
        var start = Moment(from);
        var times = new List<DateTimeOffset>();
        var next = schedule.NextAfter(start, Zone(zone), start);
        while (next is { } due && times.Count < count)
        {
            due.Offset.ShouldBe(TimeSpan.Zero);
            times.Add(due);
            next = schedule.NextAfter(due, Zone(zone), start);
        }

        return times;
    }

    private static TimeZoneInfo Zone(string name) => ScheduleZone.Find(name).Value;

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
