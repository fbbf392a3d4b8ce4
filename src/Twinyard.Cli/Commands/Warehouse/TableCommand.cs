using System.CommandLine;
using Twinyard.Contracts.Warehouse;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Warehouse;

/// <summary><c>twinyard table list</c>.</summary>
internal static class TableCommand
{
    public static Command Build() => new("table", "Tables of the warehouse")
    {
        new Command("list", "List the tables and their columns").Does(ListAsync),
    };

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var tables = await call.Api.GetAsync<Page<TableSummary>>("warehouse/tables?limit=1000", cancellationToken);
        call.Out.Result(tables, _ => call.Out.Table(
            tables.Items,
            "No tables yet.",
            ("TABLE", table => table.Name),
            ("OF", table => table.Owner ?? "runs"),
            ("ROWS", table => table.Rows),
            ("COLUMNS", table => string.Join(", ", table.Columns.Select(column => $"{column.Name} {column.Type}")))));
    }
}
