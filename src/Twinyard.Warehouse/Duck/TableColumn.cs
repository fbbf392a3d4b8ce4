using DuckDB.NET.Data;

namespace Twinyard.Warehouse.Duck;

/// <param name="Type">DuckDB's name, such as <c>BIGINT</c> or <c>MAP(VARCHAR, DOUBLE)</c>.</param>
internal sealed record TableColumn(string Name, string Type)
{
    public bool IsMap => Type.StartsWith("MAP(", StringComparison.Ordinal);

    public string KeyType => Type[4..Comma];

    public string ValueType => Type[(Comma + 2)..^1];

    // Keys are simple types here, so the first comma ends the key, except for the one inside DECIMAL(p,s).
    private int Comma => Type.IndexOf(", ", StringComparison.Ordinal);

    /// <returns>In the table's order; empty where there is no such table.</returns>
    public static IReadOnlyList<TableColumn> Of(DuckDBConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT column_name, data_type FROM duckdb_columns()
            WHERE lower(table_name) = lower(?) AND (schema_name = 'main' OR database_name = 'temp')
            ORDER BY column_index
            """;
        command.Parameters.Add(new DuckDBParameter(table));
        using var reader = command.ExecuteReader();
        var columns = new List<TableColumn>();
        while (reader.Read())
        {
            columns.Add(new TableColumn(reader.GetString(0), reader.GetString(1)));
        }

        return columns;
    }
}
