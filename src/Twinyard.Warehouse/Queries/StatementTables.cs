using System.Runtime.InteropServices;
using DuckDB.NET.Native;

namespace Twinyard.Warehouse.Queries;

/// <summary>The tables that a statement names, as DuckDB's own parser finds them; not those that it defines for itself (<c>WITH</c>).</summary>
internal static partial class StatementTables
{
    /// <param name="sql">A statement that has been executed.</param>
    public static IReadOnlyList<string> Of(DuckDBNativeConnection connection, string sql)
    {
        var list = TableNames(connection, sql, false);
        try
        {
            var names = new string[ListSize(list)];
            for (var i = 0; i < names.Length; i++)
            {
                names[i] = TextAt(list, i);
            }

            Array.Sort(names, StringComparer.Ordinal);
            return names;
        }
        finally
        {
            Destroy(ref list);
        }
    }

    private static string TextAt(nint list, long index)
    {
        var value = ListChild(list, index);
        var text = Text(value);
        try
        {
            return Marshal.PtrToStringUTF8(text) ?? "";
        }
        finally
        {
            Free(text);
            Destroy(ref value);
        }
    }

    // In DuckDB's C API, and not among the driver's bindings.
    [LibraryImport("duckdb", EntryPoint = "duckdb_get_table_names", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint TableNames(DuckDBNativeConnection connection, string query, [MarshalAs(UnmanagedType.I1)] bool qualified);

    [LibraryImport("duckdb", EntryPoint = "duckdb_get_list_size")]
    private static partial long ListSize(nint value);

    [LibraryImport("duckdb", EntryPoint = "duckdb_get_list_child")]
    private static partial nint ListChild(nint value, long index);

    [LibraryImport("duckdb", EntryPoint = "duckdb_get_varchar")]
    private static partial nint Text(nint value);

    [LibraryImport("duckdb", EntryPoint = "duckdb_free")]
    private static partial void Free(nint pointer);

    [LibraryImport("duckdb", EntryPoint = "duckdb_destroy_value")]
    private static partial void Destroy(ref nint value);
}
