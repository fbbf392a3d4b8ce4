using DuckDB.NET.Data;

namespace Twinyard.Warehouse.Duck;

/// <summary>Reads a result up to a number of rows.</summary>
internal static class ResultReader
{
    public static QueryResult Read(DuckDBDataReader reader, int maximumRows)
    {
        var columns = new QueryColumn[reader.FieldCount];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = new QueryColumn(reader.GetName(i), DuckDbTypeNames.Sql(reader.GetDataTypeName(i)));
        }

        var rows = new List<IReadOnlyList<object?>>();
        while (reader.Read())
        {
            if (rows.Count == maximumRows)
            {
                return new QueryResult(columns, rows, Truncated: true);
            }

            var row = new object?[columns.Length];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : WarehouseValue.FromDuckDb(reader.GetValue(i));
            }

            rows.Add(row);
        }

        return new QueryResult(columns, rows, Truncated: false);
    }
}
