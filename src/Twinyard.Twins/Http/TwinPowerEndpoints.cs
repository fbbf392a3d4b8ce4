using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access;
using Twinyard.Access.Http;
using Twinyard.Contracts.Twins;
using Twinyard.Platform.Http;
using Twinyard.Platform.Results;
using Twinyard.Twins.Power;

namespace Twinyard.Twins.Http;

/// <summary>Twins that are switched on and off. A change has begun when it is answered; its state says how far it is.</summary>
internal static class TwinPowerEndpoints
{
    private const string Twin = "twins:twin/{name}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var power = routes.MapGroup("/api/v1/twins/named/{name}/power");
        power.MapGet("", GetAsync).RequireAction("twins:ListTwins", "twins:twin/*");
        power.MapPost("/start", StartAsync).RequireAction("twins:StartTwin", Twin);
        power.MapPost("/stop", StopAsync).RequireAction("twins:StopTwin", Twin);
    }

    internal static async Task<Results<Ok<TwinPowerSummary>, ProblemHttpResult>> GetAsync(string name, TwinPower power, CancellationToken cancellationToken) =>
        Answer(await power.FindAsync(name, cancellationToken));

    internal static async Task<Results<Ok<TwinPowerSummary>, ProblemHttpResult>> StartAsync(string name, HttpContext context, TwinPower power, CancellationToken cancellationToken) =>
        Answer(await power.StartAsync(name, By(context.Principal()), "by hand", byHand: true, cancellationToken));

    internal static async Task<Results<Ok<TwinPowerSummary>, ProblemHttpResult>> StopAsync(
        string name, StopTwinRequest request, HttpContext context, TwinPower power, CancellationToken cancellationToken) =>
        Answer(await power.StopAsync(name, By(context.Principal()), "by hand", request.Force, request.Hold, cancellationToken));

    private static string By(Principal principal) => $"{principal.Kind}/{principal.Name}";

    private static Results<Ok<TwinPowerSummary>, ProblemHttpResult> Answer(Result<TwinStateRow> state) =>
        state.IsOk ? TypedResults.Ok(state.Value.ToSummary()) : state.Error.ToProblem();
}
