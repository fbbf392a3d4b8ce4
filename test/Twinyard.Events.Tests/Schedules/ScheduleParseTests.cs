using Twinyard.Events.Schedules;
using Twinyard.Platform.Results;

namespace Twinyard.Events.Tests.Schedules;

public sealed class ScheduleParseTests
{
    [Theory]
    [InlineData("cron(0 6 * * ? *)")]
    [InlineData("cron(0/15 8-17,20 ? JAN-MAR,DEC MON-FRI 2026-2030/2)")]
    [InlineData("cron(0 0 L * ? *)")]
    [InlineData("cron(0 0 LW * ? *)")]
    [InlineData("cron(0 0 15W * ? *)")]
    [InlineData("cron(0 0 ? * 6L *)")]
    [InlineData("cron(0 0 ? * fri#5 *)")]
    [InlineData("rate(1 minute)")]
    [InlineData("rate(5 hours)")]
    [InlineData("rate(10 seconds)")]
    [InlineData(" at(2027-01-31T06:00:00) ")]
    public void Parse_Valid_KeepsItsText(string text) => ScheduleExpression.Parse(text).Value.Text.ShouldBe(text.Trim());

    [Theory]
    [InlineData("", "not of the form")]
    [InlineData("every day", "not of the form")]
    [InlineData("cron(0 6 * * ? *", "not of the form")]
    [InlineData("daily(5)", "'daily' is not a kind")]
    [InlineData("cron(0 6 * * ?)", "six fields")]
    [InlineData("cron(0 6 * * * *)", "exactly one of day of month and day of week")]
    [InlineData("cron(0 6 ? * ? *)", "exactly one of day of month and day of week")]
    [InlineData("cron(60 6 * * ? *)", "'60' is not a minute; it goes from 0 to 59")]
    [InlineData("cron(0 24 * * ? *)", "not a hour")]
    [InlineData("cron(0 6 0 * ? *)", "not a day of month")]
    [InlineData("cron(0 6 ? * 0 *)", "not a day of week; it goes from 1 to 7, or SUN to SAT")]
    [InlineData("cron(0 6 ? * 2#6 *)", "from 1 to 5")]
    [InlineData("cron(0 6 ? * 2#1,3#1 *)", "write one day")]
    [InlineData("cron(0 6 ? * FRI-MON *)", "runs backwards")]
    [InlineData("cron(0/0 6 * * ? *)", "the step '0'")]
    [InlineData("cron(,5 6 * * ? *)", "not a minute")]
    [InlineData("cron(0 6 * * ? 2200)", "not a year")]
    [InlineData("cron(0 6 32W * ? *)", "before W stands one day")]
    [InlineData("rate(1 minutes)", "'1 minute'")]
    [InlineData("rate(2 minute)", "'2 minutes'")]
    [InlineData("rate(0 minutes)", "above 0")]
    [InlineData("rate(1.5 hours)", "above 0")]
    [InlineData("rate(5 weeks)", "'weeks' is not a unit")]
    [InlineData("rate(99999 days)", "ten years")]
    [InlineData("at(2027-01-31 06:00)", "yyyy-mm-ddThh:mm:ss")]
    [InlineData("at(2027-02-30T06:00:00)", "not a date")]
    public void Parse_Invalid_SaysWhatIsWrong(string text, string expected)
    {
        var error = ScheduleExpression.Parse(text).Error.ShouldBeOfType<InvalidError>();

        error.Message.ShouldContain(expected);
        error.Code.ShouldBe("schedule-invalid");
    }
}
