using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Twinyard.Access.Http;
using Twinyard.Contracts.Twins;
using Twinyard.Platform.Paging;
using Twinyard.Twins.Configuration;
using Twinyard.Twins.Isolation;
using Twinyard.Twins.Power;

namespace Twinyard.Twins.Http;

internal static class TwinEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/twins", ListAsync).RequireAction("twins:ListTwins", "twins:twin/*");
        routes.MapGet("/api/v1/twins/isolation", GetIsolationAsync).RequireAction("twins:ListTwins", "twins:twin/*");
    }

    internal static async Task<Ok<Page<TwinSummary>>> ListAsync(IOptions<TwinsOptions> options, TwinPower power, CancellationToken cancellationToken)
    {
        var twins = new List<TwinSummary> { new(TwinsOptions.Local, TwinSettings.Process, null, options.Value.Default == TwinsOptions.Local) };
        foreach (var (name, twin) in options.Value.Named)
        {
            twins.Add(new TwinSummary(name, twin.Kind, twin.Url, name == options.Value.Default)
            {
                Power = twin.IsSwitched ? (await power.StateAsync(name, cancellationToken)).ToSummary() : null,
            });
        }

        return TypedResults.Ok(new Page<TwinSummary>(twins, null));
    }

    internal static async Task<Ok<TwinIsolation>> GetIsolationAsync(IsolationProbe probe, IOptions<TwinsOptions> options, CancellationToken cancellationToken)
    {
        var report = await probe.ReportAsync(cancellationToken);
        return TypedResults.Ok(new TwinIsolation(
            report.Mode.ToString().ToLowerInvariant(), report.Sandbox, report.RunsInSandbox, options.Value.Egress.ToString().ToLowerInvariant(), report.LimitsEgress, report.Missing));
    }
}
