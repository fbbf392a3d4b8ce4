using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Events.Schedules;
using Twinyard.Platform.Http;

namespace Twinyard.Events.Endpoints;

internal static class ScheduleEndpoints
{
    private const int DefaultCount = 5;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/schedules/next", Next).RequireAction("events:NextTimes", "events:schedule/*");

    /// <param name="zone">IANA name; UTC where it is left out.</param>
    /// <param name="from">Now where it is left out.</param>
    internal static Results<Ok<ScheduleTimes>, ProblemHttpResult> Next(string expr, string? zone, DateTimeOffset? from, int? count, TimeProvider time)
    {
        var times = ScheduleTimes.Compute(expr, zone ?? "UTC", from ?? time.GetUtcNow(), count ?? DefaultCount);
        return times.IsOk ? TypedResults.Ok(times.Value) : times.Error.ToProblem();
    }
}
