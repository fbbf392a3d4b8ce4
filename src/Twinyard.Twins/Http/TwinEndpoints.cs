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

namespace Twinyard.Twins.Http;

internal static class TwinEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/twins", List).RequireAction("twins:ListTwins", "twins:twin/*");
        routes.MapGet("/api/v1/twins/isolation", GetIsolationAsync).RequireAction("twins:ListTwins", "twins:twin/*");
    }

    internal static Ok<Page<TwinSummary>> List(IOptions<TwinsOptions> options)
    {
        var twins = options.Value.Named.Select(twin => new TwinSummary(twin.Key, twin.Value.Kind, twin.Value.Url, twin.Key == options.Value.Default));
        return TypedResults.Ok(new Page<TwinSummary>([new(TwinsOptions.Local, TwinSettings.Process, null, options.Value.Default == TwinsOptions.Local), .. twins], null));
    }

    internal static async Task<Ok<TwinIsolation>> GetIsolationAsync(IsolationProbe probe, IOptions<TwinsOptions> options, CancellationToken cancellationToken)
    {
        var report = await probe.ReportAsync(cancellationToken);
        return TypedResults.Ok(new TwinIsolation(
            report.Mode.ToString().ToLowerInvariant(), report.Sandbox, report.RunsInSandbox, options.Value.Egress.ToString().ToLowerInvariant(), report.LimitsEgress, report.Missing));
    }
}
