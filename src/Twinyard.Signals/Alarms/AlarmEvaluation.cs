using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Twinyard.Events.Bus;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Signals.Metrics;

namespace Twinyard.Signals.Alarms;

/// <summary>Evaluates every alarm, every ten seconds and as soon as a watched metric arrives. A changed state and its event commit together.</summary>
internal sealed partial class AlarmEvaluation(
    Database database, AlarmStore store, IMetrics metrics, IEventBus events, IServerAddress server, AlarmWake wake, TimeProvider time, ILogger<AlarmEvaluation> logger)
    : IBackgroundWork
{
    public string Name => "alarms";

    public TimeSpan Interval => TimeSpan.FromSeconds(10);

    public bool IsForElectedNode => true;

    public WorkSignal Signal => wake.Signal;

    // Every pass asks the warehouse, and runs that end raise it many times a second.
    public TimeSpan Rest => TimeSpan.FromSeconds(1);

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(session => store.AllAsync(session, cancellationToken), cancellationToken);
        var alarms = rows.Select(row => (Row: row, Specification: AlarmSpecification.FromJson(row.Specification))).ToList();
        wake.Watch(alarms.Select(alarm => alarm.Specification));
        foreach (var (row, specification) in alarms)
        {
            await EvaluateAsync(row, specification, cancellationToken);
        }
    }

    private async Task EvaluateAsync(AlarmRow row, AlarmSpecification alarm, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (points, running) = await PointsAsync(alarm, now, cancellationToken);
        var verdict = AlarmEvaluator.Evaluate(alarm, points, running, row.State);
        if (verdict.State == row.State)
        {
            return;
        }

        var transited = await database.WriteAsync(
            async session =>
            {
                if (!await store.TransitAsync(session, row, verdict, now, cancellationToken))
                {
                    return false;
                }

                await events.PublishAsync(Changed(row, alarm, verdict), session, cancellationToken);
                return true;
            },
            cancellationToken);
        if (transited)
        {
            LogTransition(row.Name, row.State, verdict.State, verdict.Reason);
        }
    }

    // Periods lie on whole multiples since 1970, as the metric query cuts them.
    private async Task<(IReadOnlyList<double?> Points, double? Running)> PointsAsync(AlarmSpecification alarm, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var period = alarm.Period.Ticks;
        var sinceEpoch = now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        var running = DateTimeOffset.UnixEpoch.AddTicks(sinceEpoch - (sinceEpoch % period));
        var length = alarm.Evaluated + AlarmEvaluator.ExtraPeriods;
        var from = running - (alarm.Period * length);
        var data = await metrics.QueryAsync(
            new MetricQuery(alarm.Namespace, alarm.Metric, alarm.Statistic, alarm.Period, from, running + alarm.Period, alarm.Dimensions), cancellationToken);
        var points = new double?[length + 1];
        foreach (var point in data)
        {
            points[(point.At - from).Ticks / period] = point.Value;
        }

        return (points[..length], points[length]);
    }

    private NewEvent Changed(AlarmRow row, AlarmSpecification alarm, AlarmVerdict verdict)
    {
        var detail = new JsonObject
        {
            ["alarm"] = row.Name,
            ["state"] = verdict.State,
            ["previous"] = row.State,
            ["reason"] = verdict.Reason,
            ["value"] = verdict.Value,
            ["condition"] = alarm.Condition,
            ["description"] = alarm.Description,
            ["workflow"] = alarm.Workflow,
            ["notify"] = new JsonArray([.. alarm.Notify.Select(topic => (JsonNode)topic)]),
        };
        return new NewEvent(AlarmEvents.Source, AlarmEvents.Changed, detail)
        {
            Resources = [new ResourceName(server.Environment, "signals", "alarm", row.Name).ToString()],
        };
    }
}
