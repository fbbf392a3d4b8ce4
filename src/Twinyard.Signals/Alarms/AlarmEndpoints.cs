using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Signals;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;

namespace Twinyard.Signals.Alarms;

internal static class AlarmEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/alarms").WithTags("Signals");
        group.MapGet("", ListAsync).RequireAction("signals:ListAlarms", "signals:alarm/*");
        // An alarm's name may hold a slash: evaluate/rmse.
        group.MapGet("/{**name}", GetAsync).RequireAction("signals:GetAlarm", "signals:alarm/{name}");
    }

    internal static async Task<Ok<Page<AlarmSummary>>> ListAsync(string? after, int? limit, IAlarms alarms, CancellationToken cancellationToken) =>
        TypedResults.Ok(await alarms.ListAsync(new PageRequest(after, limit), cancellationToken));

    internal static async Task<Results<Ok<AlarmDetail>, ProblemHttpResult>> GetAsync(string name, IAlarms alarms, CancellationToken cancellationToken)
    {
        var alarm = await alarms.GetAsync(name, cancellationToken);
        return alarm.IsOk ? TypedResults.Ok(alarm.Value) : alarm.Error.ToProblem();
    }
}
