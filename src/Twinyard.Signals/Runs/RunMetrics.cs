using System.Text.Json;
using Twinyard.Events.Bus;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;
using Twinyard.Signals.Metrics;

namespace Twinyard.Signals.Runs;

/// <summary>
/// Counts how runs end, in the namespace <c>twinyard/workflows</c> with the dimension <c>workflow</c>: <c>runs.succeeded</c> and
/// <c>runs.failed</c> (0 or 1 each, a timeout is a failure), <c>runs.duration</c> in seconds since the start, and <c>runs.late</c>: how many
/// are late, whenever that changes.
/// The data points wait in an inbox table, because the warehouse is another database.
/// </summary>
internal sealed class RunMetrics(MetricInboxStore inbox, MetricInboxSignal signal) : IEventConsumer
{
    public const string Namespace = "twinyard/workflows";

    private const string Workflows = "twinyard.workflows";

    public string Name => "run-metrics";

    public async Task HandleAsync(EventEnvelope envelope, DbSession session, CancellationToken cancellationToken)
    {
        if (envelope is { Source: Workflows, DetailType: "run.late" or "run.caught-up" })
        {
            await LateAsync(envelope, session, cancellationToken);
            return;
        }

        if (envelope.Source != Workflows || envelope.Detail["runId"]?.GetValue<string>() is not { } runId)
        {
            return;
        }

        switch (envelope.DetailType)
        {
            case "run.started":
                await inbox.StartedAsync(session, runId, envelope.Time.ToUnixMicros(), cancellationToken);
                break;
            case "run.cancelled":
                await inbox.TakeStartAsync(session, runId, cancellationToken);
                break;
            case "run.succeeded" or "run.failed" or "run.timed-out":
                await EndedAsync(envelope, runId, session, cancellationToken);
                break;
            default:
                break;
        }
    }

    private async Task EndedAsync(EventEnvelope envelope, string runId, DbSession session, CancellationToken cancellationToken)
    {
        var dimensions = Dimensions(envelope);
        var succeeded = envelope.DetailType == "run.succeeded";
        List<MetricDatum> data =
        [
            new(Namespace, "runs.succeeded", succeeded ? 1 : 0, "count", envelope.Time, dimensions),
            new(Namespace, "runs.failed", succeeded ? 0 : 1, "count", envelope.Time, dimensions),
        ];
        if (await inbox.TakeStartAsync(session, runId, cancellationToken) is { } startedAt)
        {
            data.Add(new(Namespace, "runs.duration", (envelope.Time - UnixMicros.FromUnixMicros(startedAt)).TotalSeconds, "seconds", envelope.Time, dimensions));
        }

        await AddAsync(envelope, data, session, cancellationToken);
    }

    private Task LateAsync(EventEnvelope envelope, DbSession session, CancellationToken cancellationToken)
    {
        var late = envelope.Detail["late"]?.GetValue<long>() ?? 0;
        return AddAsync(envelope, [new(Namespace, "runs.late", late, "count", envelope.Time, Dimensions(envelope))], session, cancellationToken);
    }

    private async Task AddAsync(EventEnvelope envelope, IReadOnlyList<MetricDatum> data, DbSession session, CancellationToken cancellationToken)
    {
        await inbox.AddAsync(session, envelope.Id, envelope.Sequence, JsonSerializer.Serialize(data), cancellationToken);
        session.OnCommitted(signal.Signal.Raise);
    }

    private static Dictionary<string, string> Dimensions(EventEnvelope envelope) => new() { ["workflow"] = envelope.Detail["workflow"]?.GetValue<string>() ?? "" };
}
