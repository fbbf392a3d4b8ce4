using System.Collections.Frozen;

namespace Twinyard.Warehouse.Queries.Statements;

/// <summary>DuckDB's functions as far as they matter to what a statement reaches. A function of a table that is on none of these lists is refused.</summary>
internal static class KnownFunctions
{
    private static readonly FrozenSet<string> Rows = Names("range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree");

    // Names, types and comments of what there is; none that shows a path, a setting, a statement of somebody else or a value out of a table.
    private static readonly FrozenSet<string> Catalog = Names(
        "duckdb_tables", "duckdb_columns", "duckdb_views", "duckdb_schemas", "duckdb_constraints", "duckdb_indexes", "duckdb_types", "duckdb_functions", "duckdb_keywords",
        "pragma_table_info", "pragma_show");

    // They hold a place among the queries without using it, write into the log of the server, show its settings, or run as another statement.
    private static readonly FrozenSet<string> Refused = Names("sleep_ms", "write_log", "current_setting", "json_serialize_plan");

    /// <summary>Whether it makes rows of nothing but its arguments.</summary>
    public static bool MakesRows(string function) => Rows.Contains(function);

    /// <summary>Whether it lists what tables and columns there are.</summary>
    public static bool ShowsCatalog(string function) => Catalog.Contains(function);

    /// <summary>Whether a statement may not call it in an expression.</summary>
    public static bool IsRefused(string function) => Refused.Contains(function);

    private static FrozenSet<string> Names(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
