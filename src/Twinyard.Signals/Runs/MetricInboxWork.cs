using System.Text.Json;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Signals.Metrics;

namespace Twinyard.Signals.Runs;

/// <summary>Moves the inbox into the warehouse. Each event's data arrive once: put under the event's id, and only then deleted here.</summary>
internal sealed class MetricInboxWork(Database database, MetricInboxStore inbox, WarehouseMetrics metrics, MetricInboxSignal signal) : IBackgroundWork
{
    private const int BatchSize = 200;

    public string Name => "metric-inbox";

    public TimeSpan Interval => TimeSpan.FromSeconds(30);

    public bool IsForElectedNode => true;

    public WorkSignal Signal => signal.Signal;

    // Every pass asks the warehouse, and runs that end raise it many times a second.
    public TimeSpan Rest => TimeSpan.FromMilliseconds(250);

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var rows = await database.ReadAsync(session => inbox.OldestAsync(session, BatchSize, cancellationToken), cancellationToken);
            if (rows.Count == 0)
            {
                return;
            }

            await metrics.PutAsync([.. rows.Select(Batch)], cancellationToken);
            await database.WriteRepeatableAsync(session => inbox.DeleteAsync(session, rows, cancellationToken), cancellationToken);
        }
    }

    private static MetricBatch Batch(MetricInboxRow row) =>
        new($"event/{row.EventId}", JsonSerializer.Deserialize<List<MetricDatum>>(row.Body) ?? []);
}
