using Twinyard.Platform.Results;

namespace Twinyard.Events.Schedules;

internal static class ScheduleError
{
    public const string Code = "schedule-invalid";

    public static InvalidError Of(string text, string problem) =>
        new(Code, $"The schedule '{text}' is not valid: {problem}.", "Write for example cron(0 6 * * ? *), rate(5 minutes) or at(2027-01-31T06:00:00).");
}
