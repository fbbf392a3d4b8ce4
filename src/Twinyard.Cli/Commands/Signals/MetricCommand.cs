using System.CommandLine;
using Twinyard.Cli.Output;
using Twinyard.Contracts.Signals;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Signals;

/// <summary><c>twinyard metric list|query|put</c>.</summary>
internal static class MetricCommand
{
    private static readonly Argument<string> Namespace = new("namespace") { Description = "Such as workflows/evaluate" };
    private static readonly Argument<string> Name = new("name") { Description = "Such as rmse" };
    private static readonly Option<string[]> Dimensions = new("--dimension", "-d") { Description = "A dimension; may be given again", HelpName = "KEY=VALUE" };

    public static Command Build() => new("metric", "Metrics: list, query, put") { BuildList(), BuildQuery(), BuildPut() };

    private static Command BuildList() => new Command("list", "List the metrics that have data").Does(ListAsync);

    private static Command BuildQuery()
    {
        var statistic = new Option<string>("--statistic") { Description = "avg, min, max, sum or count (default: avg)", DefaultValueFactory = _ => "avg", HelpName = "STATISTIC" };
        var period = new Option<string>("--period") { Description = "Length of a period (default: 60s)", DefaultValueFactory = _ => "60s", HelpName = "DURATION" };
        return new Command("query", "Show a metric's values of the last three hours") { Namespace, Name, statistic, period, Dimensions }
            .Does((call, token) => QueryAsync(
                call, new MetricRequest(call.Get(Namespace), call.Get(Name), call.Get(statistic), call.Get(period), Dimensions: ReadDimensions(call)), token));
    }

    private static Command BuildPut()
    {
        var value = new Argument<double>("value") { Description = "A number" };
        var unit = new Option<string?>("--unit") { Description = "Such as cycles", HelpName = "UNIT" };
        return new Command("put", "Put one data point, now") { Namespace, Name, value, unit, Dimensions }
            .Does(async (call, token) =>
            {
                var point = new MetricPutItem(call.Get(Namespace), call.Get(Name), call.Get(value), call.Get(unit), ReadDimensions(call));
                await call.Api.PostAsync("metrics", new MetricPut([point]), token);
                call.Out.Note($"{point.Namespace} {point.Name} = {CliOutput.Show(point.Value)} is stored.");
            });
    }

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var metrics = await call.Api.GetAsync<Page<MetricSummary>>("metrics?limit=1000", cancellationToken);
        call.Out.Result(metrics, _ => call.Out.Table(
            metrics.Items, "No metrics yet.", ("NAMESPACE", metric => metric.Namespace), ("NAME", metric => metric.Name), ("DIMENSIONS", metric => metric.DimensionKeys)));
    }

    private static async Task QueryAsync(CliCall call, MetricRequest request, CancellationToken cancellationToken)
    {
        var samples = await call.Api.PostAsync<IReadOnlyList<MetricSample>>("metrics/query", request, cancellationToken);
        call.Out.Result(samples, _ => call.Out.Table(
            samples, "No data in the last three hours.", ("PERIOD FROM", sample => sample.At), ((request.Statistic ?? "avg").ToUpperInvariant(), sample => sample.Value), ("DATA POINTS", sample => sample.Count)));
    }

    private static Dictionary<string, string> ReadDimensions(CliCall call)
    {
        var dimensions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in call.Get(Dimensions) ?? [])
        {
            if (text.Split('=', 2) is not [{ Length: > 0 } key, var value])
            {
                throw new CliError(ExitCodes.Invalid, $"'{text}' is not a dimension.", "Write --dimension key=value.");
            }

            dimensions[key] = value;
        }

        return dimensions;
    }
}
