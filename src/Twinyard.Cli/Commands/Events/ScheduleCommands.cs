using System.CommandLine;
using System.Globalization;
using Twinyard.Events.Schedules;

namespace Twinyard.Cli.Commands.Events;

/// <summary>Needs no server: the times are computed with the code that the server runs.</summary>
internal static class ScheduleCommands
{
    private static readonly Argument<string> Expression = new("expression") { Description = "Such as 'cron(0 6 * * ? *)', 'rate(5 minutes)' or 'at(2027-01-31T06:00:00)'" };
    private static readonly Option<string> Zone = new("--zone", "--timezone") { Description = "Time zone by its IANA name (default: UTC)", HelpName = "ZONE", DefaultValueFactory = _ => "UTC" };

    private static readonly Option<DateTimeOffset?> From = new("--from")
    {
        Description = "From when on, in UTC unless it says otherwise (default: now)",
        HelpName = "TIME",
        CustomParser = result =>
        {
            // The parser's own reading would take the machine's zone.
            var text = result.Tokens[0].Value;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var from))
            {
                return from;
            }

            result.AddError($"'{text}' for --from is not a time, such as 2027-01-31T06:00:00Z.");
            return null;
        },
    };

    private static readonly Option<int> Count = new("--count") { Description = "How many times (default: 5)", HelpName = "N", DefaultValueFactory = _ => 5 };

    public static Command Build() => new("schedule", "Try schedule expressions")
    {
        new Command("next", "Show when a schedule is due next") { Expression, Zone, From, Count }.Does((call, _) => Task.FromResult(Next(call))),
    };

    private static int Next(CliCall call)
    {
        var times = ScheduleTimes.Compute(
            call.Get(Expression), call.Get(Zone) ?? "UTC", call.Get(From) ?? TimeProvider.System.GetUtcNow(), call.Get(Count));
        if (!times.IsOk)
        {
            throw new CliError(ExitCodes.Invalid, times.Error.Message, times.Error.Remedy);
        }

        call.Out.Result(ScheduledTimes.Of(times.Value), _ =>
        {
            var computed = times.Value;
            foreach (var time in computed.Times)
            {
                call.Out.Line(time.ToString("ddd yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture));
            }

            foreach (var local in computed.NoSuchLocalTime)
            {
                call.Out.Note($"{local.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}: no such local time; it does not run then.");
            }

            if (computed.Times.Count == 0)
            {
                call.Out.Note("It is never due again.");
            }
        });
        return ExitCodes.Done;
    }

    /// <param name="Times">In UTC, so that they are written with a Z.</param>
    /// <param name="NoSuchLocalTime">Local times between them that the clock is put forward over.</param>
    private sealed record ScheduledTimes(string Expression, string Zone, IReadOnlyList<DateTime> Times, IReadOnlyList<DateTime> NoSuchLocalTime)
    {
        public static ScheduledTimes Of(ScheduleTimes times) =>
            new(times.Expression, times.Zone, [.. times.Times.Select(time => time.UtcDateTime)], times.NoSuchLocalTime);
    }
}
