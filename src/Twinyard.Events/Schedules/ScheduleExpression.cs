using Twinyard.Platform.Results;

namespace Twinyard.Events.Schedules;

/// <summary>
/// When something is due: <c>cron(…)</c>, <c>rate(…)</c> or <c>at(…)</c>, in the grammar of Amazon EventBridge Scheduler.
/// <c>rate</c> takes seconds too, which the original does not.
/// </summary>
public abstract class ScheduleExpression
{
    private protected ScheduleExpression(string text) => Text = text;

    /// <summary>As its author wrote it.</summary>
    public string Text { get; }

    public static Result<ScheduleExpression> Parse(string text)
    {
        var trimmed = text.Trim();
        var open = trimmed.IndexOf('(', StringComparison.Ordinal);
        if (open <= 0 || !trimmed.EndsWith(')'))
        {
            return ScheduleError.Of(text, "it is not of the form cron(…), rate(…) or at(…)");
        }

        var inner = trimmed[(open + 1)..^1];
        return trimmed[..open] switch
        {
            "cron" => CronSchedule.Parse(trimmed, inner),
            "rate" => RateSchedule.Parse(trimmed, inner),
            "at" => AtSchedule.Parse(trimmed, inner),
            var other => ScheduleError.Of(text, $"'{other}' is not a kind of schedule"),
        };
    }

    /// <summary>The first time due strictly after <paramref name="after"/>; null when there is none any more.</summary>
    /// <param name="zone">Whose wall clock <c>cron</c> and <c>at</c> are read on.</param>
    /// <param name="anchor">From when <c>rate</c> counts, such as the deploy; it is not itself due.</param>
    public abstract DateTimeOffset? NextAfter(DateTimeOffset after, TimeZoneInfo zone, DateTimeOffset anchor);

    /// <summary>
    /// Local times that would have been due after <paramref name="after"/> up to and including <paramref name="until"/>, had the clock
    /// not been put forward over them: the ledger says of them <c>no such local time</c>.
    /// </summary>
    public virtual IReadOnlyList<SkippedTime> SkippedBetween(DateTimeOffset after, DateTimeOffset until, TimeZoneInfo zone) => [];

    public override string ToString() => Text;
}

/// <param name="At">The moment the clock was put forward.</param>
/// <param name="Local">The time that no clock showed.</param>
public readonly record struct SkippedTime(DateTimeOffset At, DateTime Local);
