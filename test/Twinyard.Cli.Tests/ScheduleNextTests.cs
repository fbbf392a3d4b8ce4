using System.Text.Json;

namespace Twinyard.Cli.Tests;

public sealed class ScheduleNextTests
{
    [Theory]
    [InlineData("--zone")]
    [InlineData("--timezone")]
    public async Task Next_AsJson_IsInUtcWithAZ(string zone)
    {
        var run = await CliRun.OfAsync("schedule", "next", "cron(30 2 * * ? *)", zone, "Europe/Berlin", "--from", "2026-03-27T12:00:00", "--count", "2", "--json");

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        using var document = JsonDocument.Parse(run.Output);
        document.RootElement.GetProperty("times").EnumerateArray().Select(time => time.GetString()).ShouldBe(["2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z"]);
        document.RootElement.GetProperty("noSuchLocalTime").EnumerateArray().Select(time => time.GetString()).ShouldBe(["2026-03-29T02:30:00"]);
    }

    [Theory]
    [InlineData("cron(0 6 * * * *)", "UTC", "2026-01-01T00:00:00Z", "exactly one of day of month and day of week")]
    [InlineData("rate(1 hour)", "Europe/Entenhausen", "2026-01-01T00:00:00Z", "There is no time zone")]
    [InlineData("rate(1 hour)", "UTC", "yesterday", "'yesterday' for --from is not a time")]
    [InlineData("rate(1 hour)", "UTC", "9999-12-31T23:59:59Z", "not in the years that schedules know")]
    [InlineData("cron(* * * * ? *)", "UTC", "0001-01-01T00:00:00Z", "not in the years that schedules know")]
    public async Task Next_NotValid_SaysWhy(string expression, string zone, string from, string said)
    {
        var run = await CliRun.OfAsync("schedule", "next", expression, "--zone", zone, "--from", from);

        run.ShouldFail(ExitCodes.Invalid, said);
    }

    [Fact]
    public async Task Next_NeverAgain_SaysSo()
    {
        var run = await CliRun.OfAsync("schedule", "next", "cron(0 0 30 2 ? *)", "--from", "2026-01-01T00:00:00Z");

        run.ExitCode.ShouldBe(ExitCodes.Done);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("never due again");
    }
}
