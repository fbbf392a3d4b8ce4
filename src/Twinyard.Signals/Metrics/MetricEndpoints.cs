using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Access.Policies;
using Twinyard.Contracts.Signals;
using Twinyard.Platform.Http;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Signals.Metrics;

internal static class MetricEndpoints
{
    private const int MaximumPut = 1_000;
    private const int MaximumPoints = 10_000;
    private static readonly TimeSpan DefaultSpan = TimeSpan.FromHours(3);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/metrics").WithTags("Signals");
        group.MapGet("", ListAsync).RequireAction("signals:ListMetrics", "signals:metric/*");
        // The body names the namespaces: the handler asks again for each, so that a deny on one of them holds.
        group.MapPost("", PutAsync).RequireAction("signals:PutMetric", "signals:metric/*");
        group.MapPost("/query", QueryAsync).RequireAction("signals:QueryMetrics", "signals:metric/*");
    }

    internal static async Task<Ok<Page<MetricSummary>>> ListAsync(
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "namespace")] string? nameSpace, string? after, int? limit, IMetrics metrics, CancellationToken cancellationToken)
    {
        var page = new PageRequest(after, limit);
        var rest = (await metrics.ListAsync(nameSpace, cancellationToken))
            .Where(metric => after is null || string.CompareOrdinal(Cursor(metric), after) > 0)
            .OrderBy(Cursor, StringComparer.Ordinal)
            .Take(page.Size + 1)
            .ToList();
        return TypedResults.Ok(Page<MetricName>.Cut(rest, page.Size, Cursor).Map(metric => new MetricSummary(metric.Namespace, metric.Name, metric.DimensionKeys)));
    }

    internal static async Task<Results<NoContent, ProblemHttpResult>> PutAsync(
        MetricPut put, IMetrics metrics, IAccessEvaluator access, IIdGenerator ids, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        if (put.Data is not { Count: > 0 and <= MaximumPut })
        {
            return new InvalidError("metrics-count", $"'data' holds 1 to {MaximumPut} data points.").ToProblem();
        }

        var data = put.Data.Select(item => Datum(item, time.GetUtcNow())).ToList();
        for (var i = 0; i < data.Count; i++)
        {
            if (MetricRules.Check(data[i]) is { } problem)
            {
                return new InvalidError("metric-invalid", $"data[{i}]: {problem}").ToProblem();
            }
        }

        foreach (var nameSpace in data.Select(datum => datum.Namespace).Distinct(StringComparer.Ordinal))
        {
            var allowed = await access.RequireAsync(context.Principal(), "signals:PutMetric", $"signals:metric/{nameSpace}", cancellationToken);
            if (!allowed.IsOk)
            {
                return allowed.Error.ToProblem();
            }
        }

        await metrics.PutAsync($"put/{put.BatchId ?? ids.NewId().ToString()}", data, cancellationToken);
        return TypedResults.NoContent();
    }

    internal static async Task<Results<Ok<IReadOnlyList<MetricSample>>, ProblemHttpResult>> QueryAsync(
        MetricRequest request, IMetrics metrics, TimeProvider time, CancellationToken cancellationToken)
    {
        var query = ToQuery(request, time.GetUtcNow());
        if (!query.IsOk)
        {
            return query.Error.ToProblem();
        }

        var points = await metrics.QueryAsync(query.Value, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<MetricSample>>([.. points.Select(point => new MetricSample(point.At, point.Value, point.Count))]);
    }

    private static Result<MetricQuery> ToQuery(MetricRequest request, DateTimeOffset now)
    {
        var statistic = request.Statistic ?? "avg";
        if (!MetricStatistic.All.Contains(statistic))
        {
            return new InvalidError("metric-statistic", $"'{statistic}' is not one of {string.Join(", ", MetricStatistic.All)}.");
        }

        if (!DurationText.TryParse(request.Period ?? "60s", out var period) || period < TimeSpan.FromSeconds(1))
        {
            return new InvalidError("metric-period", $"'{request.Period}' is not a period of a second or more.", "Write 60s, 5m or 1h.");
        }

        var to = request.To ?? now;
        var from = request.From ?? to - DefaultSpan;
        if (from >= to || (to - from) / period > MaximumPoints)
        {
            return new InvalidError("metric-range", $"From {from:O} to {to:O} there must be 1 to {MaximumPoints:N0} periods of {request.Period ?? "60s"}.", "Ask for a longer period or a shorter range.");
        }

        return new MetricQuery(request.Namespace ?? "", request.Name ?? "", statistic, period, from, to, request.Dimensions ?? new Dictionary<string, string>());
    }

    private static MetricDatum Datum(MetricPutItem item, DateTimeOffset now) =>
        new(item.Namespace ?? "", item.Name ?? "", item.Value, item.Unit ?? "", item.At ?? now, item.Dimensions ?? new Dictionary<string, string>());

    private static string Cursor(MetricName metric) => $"{metric.Namespace}|{metric.Name}";
}
