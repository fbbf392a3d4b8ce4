using System.Globalization;
using Twinyard.Inference.Profiles;
using Twinyard.Warehouse;

namespace Twinyard.Models.Drift;

/// <summary>Reads what devices sent from the warehouse's tables <c>decisions</c> and <c>telemetry</c>.</summary>
internal sealed class DriftWindowReader(IWarehouse warehouse)
{
    private const int FixedColumns = 4;

    /// <summary>How much has been loaded; when it has not changed, neither have the windows.</summary>
    public Task<(long Decisions, long Telemetry)> CountAsync(string model, int version, CancellationToken cancellationToken) => warehouse.ReadAsync(
        async session =>
        {
            var result = await session.QueryAsync(
                "SELECT (SELECT count(*) FROM decisions WHERE model = ? AND version = ?), (SELECT count(*) FROM telemetry)",
                [model, Text(version)],
                cancellationToken);
            return (Convert.ToInt64(result.Rows[0][0], CultureInfo.InvariantCulture), Convert.ToInt64(result.Rows[0][1], CultureInfo.InvariantCulture));
        },
        cancellationToken);

    /// <summary>The newest rows a group on which this version decided, with the telemetry they were decided on.</summary>
    public Task<IReadOnlyList<DriftWindow>> ReadAsync(string model, int version, ReferenceProfile profile, int rows, CancellationToken cancellationToken) => warehouse.ReadAsync(
        async session =>
        {
            var values = string.Concat(profile.Columns.Select(_ => ", map_extract_value(t.\"values\", ?)"));
            var sql =
                $"""
                WITH recent AS (
                    SELECT CASE WHEN contains(entity, '/') THEN split_part(entity, '/', 1) ELSE '' END AS group_name, device, entity, step, prediction
                    FROM decisions WHERE model = ? AND version = ?
                    QUALIFY row_number() OVER (PARTITION BY group_name ORDER BY time DESC, seq DESC) <= ?
                )
                SELECT r.group_name, r.device, r.entity, r.prediction{values}
                FROM recent r JOIN telemetry t ON t.device = r.device AND t.entity = r.entity AND t.step = r.step
                QUALIFY row_number() OVER (PARTITION BY r.device, r.entity, r.step ORDER BY t.time DESC) = 1
                """;
            // Parameters are numbered by their place in the text.
            var result = await session.QueryAsync(sql, [model, Text(version), (long)rows, .. profile.Columns.Select(column => column.Name)], cancellationToken);
            return Count(result, profile);
        },
        cancellationToken);

    private static IReadOnlyList<DriftWindow> Count(QueryResult result, ReferenceProfile profile)
    {
        var windows = new SortedDictionary<string, DriftWindow>(StringComparer.Ordinal);
        foreach (var row in result.Rows)
        {
            var group = (string)row[0]!; // Never null: computed by CASE from a NOT NULL column.
            if (!windows.TryGetValue(group, out var window))
            {
                windows[group] = window = new DriftWindow(group, profile);
            }

            window.Add(
                Convert.ToString(row[1], CultureInfo.InvariantCulture) ?? "",
                Convert.ToString(row[2], CultureInfo.InvariantCulture) ?? "",
                Convert.ToDouble(row[3], CultureInfo.InvariantCulture),
                row.Skip(FixedColumns).Select(value => value is null ? (double?)null : Convert.ToDouble(value, CultureInfo.InvariantCulture)));
        }

        return [.. windows.Values];
    }

    private static string Text(int version) => version.ToString(CultureInfo.InvariantCulture);
}
