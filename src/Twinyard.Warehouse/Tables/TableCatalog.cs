using System.Text.RegularExpressions;
using Twinyard.Contracts.Warehouse;
using Twinyard.Platform.Paging;

namespace Twinyard.Warehouse.Tables;

/// <summary>The tables there are, and which of them belong to rooms.</summary>
internal sealed partial class TableCatalog(IWarehouse warehouse, IEnumerable<WarehouseTables> declared)
{
    private readonly Dictionary<string, string> _owners = declared
        .SelectMany(tables => tables.Statements.Select(statement => (tables.Room, Match: CreatedName().Match(statement))))
        .Where(created => created.Match.Success)
        .GroupBy(created => created.Match.Groups["name"].Value, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => group.First().Room, StringComparer.OrdinalIgnoreCase);

    /// <summary>The room that declared the table, or null.</summary>
    public string? OwnerOf(string table) => _owners.GetValueOrDefault(table);

    /// <summary>By name. The cursor is the last table's name.</summary>
    public async Task<Page<TableSummary>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var result = await warehouse.ReadAsync(
            session => session.QueryAsync(
                """
                SELECT t.table_name, t.estimated_size, list(c.column_name ORDER BY c.column_index), list(c.data_type ORDER BY c.column_index)
                FROM duckdb_tables() t JOIN duckdb_columns() c ON c.table_oid = t.table_oid AND c.database_name = t.database_name
                WHERE t.schema_name = 'main' AND NOT t.temporary AND t.table_name > ?
                GROUP BY t.table_name, t.estimated_size ORDER BY t.table_name LIMIT ?
                """,
                [page.After ?? "", page.Size + 1],
                cancellationToken),
            cancellationToken);
        return Page<TableSummary>.Cut([.. result.Rows.Select(Summary)], page.Size, table => table.Name);
    }

    private TableSummary Summary(IReadOnlyList<object?> row)
    {
        var names = (List<object?>)row[2]! /* list() over at least one column */;
        var types = (List<object?>)row[3]! /* as above */;
        var columns = names.Zip(types, (name, type) => new SqlColumn((string)name!, (string)type!) /* catalog values are never null */);
        var table = (string)row[0]! /* tables have names */;
        return new TableSummary(table, OwnerOf(table), (long)(row[1] ?? 0L), [.. columns]);
    }

    [GeneratedRegex("""^\s*CREATE\s+(OR\s+REPLACE\s+)?(TABLE|VIEW)\s+(IF\s+NOT\s+EXISTS\s+)?"?(?<name>\w+)""", RegexOptions.IgnoreCase)]
    private static partial Regex CreatedName();
}
