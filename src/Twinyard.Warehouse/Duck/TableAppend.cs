using System.Collections;
using DuckDB.NET.Data;

namespace Twinyard.Warehouse.Duck;

/// <summary>
/// Appends rows in bulk. The driver's appender knows no MAP columns, so a table that has one is filled over a temporary table
/// with a list of keys and a list of values in its place.
/// </summary>
internal static class TableAppend
{
    public static void Run(DuckDBConnection connection, string table, IEnumerable<IReadOnlyList<object?>> rows, CancellationToken cancellationToken)
    {
        var columns = TableColumn.Of(connection, table);
        if (columns.Count == 0)
        {
            throw new InvalidOperationException($"The warehouse has no table {table}.");
        }

        if (!columns.Any(column => column.IsMap))
        {
            Append(connection, table, columns, rows, cancellationToken);
            return;
        }

        const string staging = "twinyard_append";
        Execute(connection, $"CREATE OR REPLACE TEMP TABLE {staging} ({string.Join(", ", columns.Select(StagingColumn))})");
        Append(connection, staging, columns, rows, cancellationToken);
        Execute(connection, $"INSERT INTO {SqlName.Quote(table)} SELECT {string.Join(", ", columns.Select(StagingExpression))} FROM {staging}");
        Execute(connection, $"DROP TABLE {staging}");
    }

    private static string StagingColumn(TableColumn column, int i) =>
        column.IsMap ? $"k{i} {column.KeyType}[], v{i} {column.ValueType}[]" : $"c{i} {column.Type}";

    // A null list of keys makes a null map.
    private static string StagingExpression(TableColumn column, int i) => column.IsMap ? $"map(k{i}, v{i})" : $"c{i}";

    private static void Append(
        DuckDBConnection connection, string table, IReadOnlyList<TableColumn> columns, IEnumerable<IReadOnlyList<object?>> rows, CancellationToken cancellationToken)
    {
        using var appender = connection.CreateAppender(table);
        foreach (var values in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (values.Count != columns.Count)
            {
                throw new ArgumentException($"A row for {table} has {values.Count} values; the table has {columns.Count} columns.", nameof(rows));
            }

            var row = appender.CreateRow();
            for (var i = 0; i < columns.Count; i++)
            {
                AppendValue(row, columns[i], values[i]);
            }

            row.EndRow();
        }

        appender.Close();
    }

    private static void AppendValue(IDuckDBAppenderRow row, TableColumn column, object? value)
    {
        if (column.IsMap)
        {
            AppendMap(row, column, (IDictionary?)value);
            return;
        }

        if (value is null)
        {
            row.AppendNullValue();
            return;
        }

        ColumnWriter.Write(row, column.Type, value);
    }

    private static void AppendMap(IDuckDBAppenderRow row, TableColumn column, IDictionary? map)
    {
        if (map is null)
        {
            row.AppendNullValue();
            row.AppendNullValue();
            return;
        }

        ColumnWriter.WriteList(row, column.KeyType, map.Keys);
        ColumnWriter.WriteList(row, column.ValueType, map.Values);
    }

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
