using Microsoft.Extensions.Logging;
using Twinyard.Platform.Results;
using Twinyard.Warehouse.Duck;

namespace Twinyard.Warehouse.RunTables;

/// <summary>Tables that runs write. All files of a run become visible in one transaction, once per run id.</summary>
internal sealed partial class RunTableStore(IWarehouse warehouse, TimeProvider time, ILogger<RunTableStore> logger)
{
    private const string Output = "tables";

    public static WarehouseTables Tables { get; } = new(
        "warehouse",
        ["CREATE TABLE IF NOT EXISTS committed_runs (run_id VARCHAR NOT NULL, output VARCHAR NOT NULL, committed_at TIMESTAMP NOT NULL, PRIMARY KEY (run_id, output))"]);

    /// <summary>Whether the file's columns fit the table as it is now; a table that does not exist yet fits all.</summary>
    public Task<Result<Done>> CheckAsync(TableFile file, CancellationToken cancellationToken) =>
        warehouse.ReadAsync<Result<Done>>(
            async session =>
            {
                var existing = await ColumnsAsync(session, file.Table, cancellationToken);
                foreach (var (name, kind) in file.Columns)
                {
                    if (existing.TryGetValue(name, out var column) && !kind.Fits(column))
                    {
                        return new InvalidError(
                            "table-column-type",
                            $"tables/{file.Table}.ndjson: column '{name}' holds {kind.ForPeople()}, but in the table {file.Table} it is {column.Type}.",
                            "Write values of that type, or use another column.");
                    }
                }

                return Done.Value;
            },
            cancellationToken);

    public Task CommitAsync(string runId, IReadOnlyList<TableFile> files, CancellationToken cancellationToken) =>
        warehouse.WriteAsync(
            async session =>
            {
                var done = await session.QueryAsync("SELECT 1 FROM committed_runs WHERE run_id = ? AND output = ?", [runId, Output], cancellationToken);
                if (done.Rows.Count > 0)
                {
                    return Done.Value;
                }

                await session.ExecuteAsync("INSERT INTO committed_runs VALUES (?, ?, ?)", [runId, Output, time.GetUtcNow()], cancellationToken);
                foreach (var file in files)
                {
                    await PrepareAsync(session, runId, file, cancellationToken);
                    var columns = await ColumnsAsync(session, file.Table, cancellationToken);
                    await session.AppendAsync(file.Table, Rows(runId, file, columns), cancellationToken);
                }

                return Done.Value;
            },
            cancellationToken);

    private static IEnumerable<IReadOnlyList<object?>> Rows(string runId, TableFile file, Dictionary<string, TableColumn> columns)
    {
        var places = columns.Values.Select((column, i) => (column.Name, Index: i)).ToDictionary(place => place.Name, place => place.Index, StringComparer.OrdinalIgnoreCase);
        var types = columns.Values.Select(column => column.Type).ToArray();
        foreach (var (_, document) in TableRows.Read(file.Path))
        {
            using (document)
            {
                var row = new object?[types.Length];
                row[places[ColumnSet.RunId]] = runId;
                foreach (var member in document.RootElement.EnumerateObject())
                {
                    // A column of nothing but nulls has not been made.
                    if (places.TryGetValue(member.Name, out var place))
                    {
                        row[place] = TableRows.ValueFor(types[place], member.Value);
                    }
                }

                yield return row;
            }
        }
    }

    private static async Task<Dictionary<string, TableColumn>> ColumnsAsync(IWarehouseSession session, string table, CancellationToken cancellationToken)
    {
        var result = await session.QueryAsync(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? AND schema_name = 'main' ORDER BY column_index", [table], cancellationToken);
        var columns = new Dictionary<string, TableColumn>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in result.Rows)
        {
            var column = new TableColumn((string)row[0]!, (string)row[1]!) /* catalog values are never null */;
            columns.Add(column.Name, column);
        }

        return columns;
    }

    private async Task PrepareAsync(IWarehouseSession session, string runId, TableFile file, CancellationToken cancellationToken)
    {
        var table = SqlName.Quote(file.Table);
        await session.ExecuteAsync($"CREATE TABLE IF NOT EXISTS {table} ({ColumnSet.RunId} VARCHAR NOT NULL)", [], cancellationToken);
        var existing = await ColumnsAsync(session, file.Table, cancellationToken);
        foreach (var (name, kind) in file.Columns)
        {
            if (!existing.TryGetValue(name, out var column))
            {
                if (kind != ColumnKind.Unknown)
                {
                    await session.ExecuteAsync($"ALTER TABLE {table} ADD COLUMN {SqlName.Quote(name)} {kind.SqlType()}", [], cancellationToken);
                }
            }
            else if (!kind.Fits(column))
            {
                // Two runs that were staged side by side disagree. Text holds both, and a run that was accepted must be kept.
                LogWidened(file.Table, name, runId, kind.ForPeople(), column.Type);
                await session.ExecuteAsync($"ALTER TABLE {table} ALTER COLUMN {SqlName.Quote(name)} TYPE VARCHAR", [], cancellationToken);
            }
        }
    }
}
