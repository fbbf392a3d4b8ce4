using DuckDB.NET.Data;

namespace Twinyard.Warehouse.Duck;

/// <summary>Reads a result up to a number of rows and an amount of memory.</summary>
internal static class ResultReader
{
    private const long ValueBytes = 16;

    /// <param name="maximumBytes">What the values may take, roughly; the row that goes beyond it is the last.</param>
    public static QueryResult Read(DuckDBDataReader reader, int maximumRows, long maximumBytes)
    {
        var columns = new QueryColumn[reader.FieldCount];
        var values = new Func<DuckDBDataReader, int, object>[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = new QueryColumn(reader.GetName(i), DuckDbTypeNames.Sql(reader.GetDataTypeName(i)));
            values[i] = NullableColumn.Reader(reader.GetFieldType(i));
        }

        var rows = new List<IReadOnlyList<object?>>();
        var bytes = 0L;
        while (reader.Read())
        {
            if (rows.Count == maximumRows || bytes > maximumBytes)
            {
                return new QueryResult(columns, rows, Truncated: true);
            }

            var row = new object?[columns.Length];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : WarehouseValue.FromDuckDb(values[i](reader, i));
                bytes += BytesOf(row[i]);
            }

            rows.Add(row);
        }

        return new QueryResult(columns, rows, Truncated: false);
    }

    private static long BytesOf(object? value) => value switch
    {
        string text => ValueBytes + (sizeof(char) * (long)text.Length),
        IReadOnlyDictionary<string, object?> map => map.Sum(pair => BytesOf(pair.Key) + BytesOf(pair.Value)),
        IReadOnlyList<object?> list => ValueBytes + list.Sum(BytesOf),
        _ => ValueBytes,
    };
}
