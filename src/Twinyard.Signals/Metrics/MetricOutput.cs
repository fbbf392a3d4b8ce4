using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Signals.Metrics;

/// <summary>Takes <c>metrics.ndjson</c>. Lines without a time get the time of the commit.</summary>
internal sealed class MetricOutput(IMetrics metrics, IAccessEvaluator access, TimeProvider time) : IRunOutput
{
    public static readonly DeclaredAction Put = new("signals:PutMetric", "signals:metric/{namespace}", "a run's metrics");

    public string Name => "metrics";

    public async Task<Result<Done>> StageAsync(RunOutputs outputs, CancellationToken cancellationToken)
    {
        var data = Read(outputs);
        if (!data.IsOk)
        {
            return data.Error;
        }

        var principal = new Principal(Principal.Run, outputs.RunId, outputs.Role);
        foreach (var nameSpace in data.Value.Select(datum => datum.Namespace).Distinct(StringComparer.Ordinal))
        {
            var allowed = await access.RequireAsync(principal, Put.Action, Put.On(nameSpace), cancellationToken);
            if (!allowed.IsOk)
            {
                return allowed;
            }
        }

        return Done.Value;
    }

    public async Task CommitAsync(RunOutputs outputs, CancellationToken cancellationToken)
    {
        // Staging has accepted it; the file does not change in between.
        var data = Read(outputs).Value;
        if (data.Count > 0)
        {
            await metrics.PutAsync($"run/{outputs.RunId}", data, cancellationToken);
        }
    }

    // Nothing but the run's own folder was touched.
    public Task DiscardAsync(RunOutputs outputs, CancellationToken cancellationToken) => Task.CompletedTask;

    private Result<IReadOnlyList<MetricDatum>> Read(RunOutputs outputs)
    {
        var path = Path.Combine(outputs.Folder, MetricsFile.Name);
        return File.Exists(path)
            ? MetricsFile.Read(path, $"workflows/{outputs.Workflow}", time.GetUtcNow())
            : Result<IReadOnlyList<MetricDatum>>.Ok([]);
    }
}
