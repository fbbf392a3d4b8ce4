using System.Globalization;
using Twinyard.Platform.Results;
using Twinyard.Signals.Alarms;
using Twinyard.Warehouse;

namespace Twinyard.Signals.Metrics;

/// <summary>Table <c>metrics</c> of the warehouse, open to SQL; <c>metric_batches</c> makes puts repeatable.</summary>
internal sealed class WarehouseMetrics(IWarehouse warehouse, AlarmWake wake, TimeProvider time) : IMetrics
{
    private const int BatchesAStatement = 200;

    // "time" and not "at": AT is a reserved word of DuckDB, and people write SQL against this table.
    public static WarehouseTables Tables { get; } = new(
        "signals",
        [
            """
            CREATE TABLE IF NOT EXISTS metrics (
                time TIMESTAMP NOT NULL, namespace VARCHAR NOT NULL, name VARCHAR NOT NULL, value DOUBLE NOT NULL, unit VARCHAR NOT NULL,
                dimensions MAP(VARCHAR, VARCHAR) NOT NULL)
            """,
            "CREATE TABLE IF NOT EXISTS metric_batches (batch_id VARCHAR PRIMARY KEY, put_at TIMESTAMP NOT NULL)",
        ]);

    public Task PutAsync(string batchId, IReadOnlyList<MetricDatum> data, CancellationToken cancellationToken) =>
        PutAsync([new MetricBatch(batchId, data)], cancellationToken);

    /// <summary>Several batches in one transaction, each ignored where it has been put before.</summary>
    public async Task PutAsync(IReadOnlyList<MetricBatch> batches, CancellationToken cancellationToken)
    {
        if (batches.Count == 0)
        {
            return;
        }

        var arrived = await warehouse.WriteAsync(
            async session =>
            {
                var data = await NewAsync(batches, session, cancellationToken);
                if (data.Count > 0)
                {
                    await session.AppendAsync("metrics", data.Select(Row), cancellationToken);
                }

                return data;
            },
            cancellationToken);
        wake.Arrived(arrived);
    }

    public async Task<IReadOnlyList<MetricPoint>> QueryAsync(MetricQuery query, CancellationToken cancellationToken)
    {
        var aggregate = MetricStatistic.Sql(query.Statistic);
        var period = query.Period.Ticks / TimeSpan.TicksPerMicrosecond;
        var (where, wanted) = Where(query.Dimensions);
        var result = await warehouse.ReadAsync(
            session => session.QueryAsync(
                $"""
                SELECT (epoch_us(time) // ?) * ? AS bucket, {aggregate}, count(*)
                FROM metrics
                WHERE namespace = ? AND name = ? AND time >= ? AND time < ?{where}
                GROUP BY bucket ORDER BY bucket
                """,
                [period, period, query.Namespace, query.Name, query.From, query.To, .. wanted],
                cancellationToken),
            cancellationToken);
        return [.. result.Rows.Select(Point)];
    }

    /// <summary>Single data points, oldest first.</summary>
    public async Task<IReadOnlyList<MetricValue>> ValuesAsync(
        string nameSpace, string name, IReadOnlyDictionary<string, string> dimensions, DateTimeOffset from, DateTimeOffset to, int limit, CancellationToken cancellationToken)
    {
        var (where, wanted) = Where(dimensions);
        var result = await warehouse.ReadAsync(
            session => session.QueryAsync(
                $"SELECT epoch_us(time), value FROM metrics WHERE namespace = ? AND name = ? AND time >= ? AND time < ?{where} ORDER BY time LIMIT ?",
                [nameSpace, name, from, to, .. wanted, limit],
                cancellationToken),
            cancellationToken);
        return [.. result.Rows.Select(row => new MetricValue(DateTimeOffset.UnixEpoch.AddMicroseconds((long)row[0]!), (double)row[1]!)) /* both are NOT NULL */];
    }

    public async Task<IReadOnlyList<MetricName>> ListAsync(string? nameSpace, CancellationToken cancellationToken)
    {
        var result = await warehouse.ReadAsync(
            session => session.QueryAsync(
                """
                SELECT namespace, name, list_sort(list_distinct(flatten(list(keys))))
                FROM (SELECT DISTINCT namespace, name, map_keys(dimensions) AS keys FROM metrics WHERE ?::VARCHAR IS NULL OR namespace = ?)
                GROUP BY namespace, name ORDER BY namespace, name
                """,
                [nameSpace, nameSpace],
                cancellationToken),
            cancellationToken);
        return [.. result.Rows.Select(row => new MetricName((string)row[0]!, (string)row[1]!, Texts(row[2]))) /* both are NOT NULL */];
    }

    /// <summary>Removes data points and batch ids from before a time.</summary>
    public Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        warehouse.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("DELETE FROM metric_batches WHERE put_at < ?", [before], cancellationToken);
                return await session.ExecuteAsync("DELETE FROM metrics WHERE time < ?", [before], cancellationToken);
            },
            cancellationToken);

    // One statement for many batches: each costs the warehouse as much as a hundred rows.
    private async Task<IReadOnlyList<MetricDatum>> NewAsync(IReadOnlyList<MetricBatch> batches, IWarehouseSession session, CancellationToken cancellationToken)
    {
        var data = new List<MetricDatum>();
        foreach (var some in batches.DistinctBy(batch => batch.Id).Chunk(BatchesAStatement))
        {
            var now = time.GetUtcNow();
            var inserted = await session.QueryAsync(
                $"INSERT INTO metric_batches VALUES {string.Join(", ", some.Select(_ => "(?, ?)"))} ON CONFLICT DO NOTHING RETURNING batch_id",
                [.. some.SelectMany(batch => new object?[] { batch.Id, now })],
                cancellationToken);
            var ids = inserted.Rows.Select(row => (string)row[0]! /* the key is never null */).ToHashSet(StringComparer.Ordinal);
            data.AddRange(some.Where(batch => ids.Contains(batch.Id)).SelectMany(batch => batch.Data));
        }

        return data;
    }

    /// <summary>A condition for data points that have these dimensions, and perhaps others, and its parameters.</summary>
    private static (string Sql, IEnumerable<object?> Parameters) Where(IReadOnlyDictionary<string, string> dimensions) =>
        (string.Concat(dimensions.Select(_ => " AND dimensions[?] = ?")), dimensions.SelectMany(dimension => new object?[] { dimension.Key, dimension.Value }));

    private static IReadOnlyList<object?> Row(MetricDatum datum) => [datum.At, datum.Namespace, datum.Name, datum.Value, datum.Unit, datum.Dimensions];

    private static MetricPoint Point(IReadOnlyList<object?> row) => new(
        DateTimeOffset.UnixEpoch.AddMicroseconds((long)row[0]!) /* time is NOT NULL */,
        Convert.ToDouble(row[1], CultureInfo.InvariantCulture),
        (long)row[2]! /* count */);

    private static IReadOnlyList<string> Texts(object? list) => [.. ((IEnumerable<object?>?)list ?? []).OfType<string>()];
}

/// <summary>One data point.</summary>
internal readonly record struct MetricValue(DateTimeOffset At, double Value);

/// <param name="Id">See <see cref="IMetrics.PutAsync"/>.</param>
internal sealed record MetricBatch(string Id, IReadOnlyList<MetricDatum> Data);
