using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Events.Schedules;
using Twinyard.Platform.Http;
using Twinyard.Platform.Results;

namespace Twinyard.Events.Endpoints;

internal static class ScheduleEndpoints
{
    private const int Default = 5;
    private const int Most = 100;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/schedules/next", Next).RequireAction("events:NextTimes", "events:schedule/*");

    /// <param name="zone">IANA name; UTC where it is left out.</param>
    /// <param name="from">Now where it is left out; also what <c>rate</c> counts from.</param>
    internal static Results<Ok<ScheduleTimes>, ProblemHttpResult> Next(string expr, string? zone, DateTimeOffset? from, int? count, TimeProvider time)
    {
        var parsed = ScheduleExpression.Parse(expr);
        if (!parsed.IsOk)
        {
            return parsed.Error.ToProblem();
        }

        var place = ScheduleZone.Find(zone ?? "UTC");
        if (!place.IsOk)
        {
            return place.Error.ToProblem();
        }

        if (count is < 1 or > Most)
        {
            return new InvalidError("schedule-invalid", $"{count} times cannot be given.", $"Ask for 1 to {Most}.").ToProblem();
        }

        var start = from ?? time.GetUtcNow();
        var times = new List<DateTimeOffset>();
        var next = parsed.Value.NextAfter(start, place.Value, start);
        while (next is { } due && times.Count < (count ?? Default))
        {
            times.Add(TimeZoneInfo.ConvertTime(due, place.Value));
            next = parsed.Value.NextAfter(due, place.Value, start);
        }

        var skipped = times.Count == 0 ? [] : parsed.Value.SkippedBetween(start, times[^1], place.Value);
        return TypedResults.Ok(new ScheduleTimes(parsed.Value.Text, place.Value.Id, times, [.. skipped.Select(s => s.Local)]));
    }
}

/// <param name="Times">In the zone's own offset.</param>
/// <param name="NoSuchLocalTime">Local times between them that the clock is put forward over.</param>
public sealed record ScheduleTimes(string Expression, string Zone, IReadOnlyList<DateTimeOffset> Times, IReadOnlyList<DateTime> NoSuchLocalTime);
