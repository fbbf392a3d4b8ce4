using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Warehouse.Tables;

namespace Twinyard.Warehouse.RunTables;

/// <summary>Takes <c>tables/&lt;table&gt;.ndjson</c>: one JSON object a line, into tables that grow columns as needed.</summary>
internal sealed class TableOutput(RunTableStore store, TableCatalog catalog, IAccessEvaluator access) : IRunOutput
{
    public static readonly DeclaredAction Write = new("warehouse:WriteTable", "warehouse:table/{table}", "a run's `tables/{table}.ndjson`");

    private static readonly string[] ReservedPrefixes = ["twinyard_", "duckdb_", "pragma_", "sqlite_"];

    public string Name => "tables";

    public async Task<Result<Done>> StageAsync(RunOutputs outputs, CancellationToken cancellationToken)
    {
        var principal = new Principal(Principal.Run, outputs.RunId, outputs.Role);
        foreach (var path in TableFile.In(outputs.Folder))
        {
            var file = TableFile.Check(path);
            if (!file.IsOk)
            {
                return file.Error;
            }

            var table = file.Value.Table;
            if (OwnerOf(table) is { } owner)
            {
                return new InvalidError("table-reserved", $"The table {table} belongs to {owner}; runs may only read it.", "Choose another name under tables/.");
            }

            var allowed = await access.RequireAsync(principal, Write.Action, Write.On(table), cancellationToken);
            if (!allowed.IsOk)
            {
                return allowed;
            }

            var fits = await store.CheckAsync(file.Value, cancellationToken);
            if (!fits.IsOk)
            {
                return fits;
            }
        }

        return Done.Value;
    }

    public async Task CommitAsync(RunOutputs outputs, CancellationToken cancellationToken)
    {
        var files = new List<TableFile>();
        foreach (var path in TableFile.In(outputs.Folder))
        {
            // Staging has accepted it; the file does not change in between.
            files.Add(TableFile.Check(path).Value);
        }

        if (files.Count > 0)
        {
            await store.CommitAsync(outputs.RunId, files, cancellationToken);
        }
    }

    // Nothing but the run's own folder was touched.
    public Task DiscardAsync(RunOutputs outputs, CancellationToken cancellationToken) => Task.CompletedTask;

    private string? OwnerOf(string table) =>
        catalog.OwnerOf(table) ?? (ReservedPrefixes.Any(prefix => table.StartsWith(prefix, StringComparison.Ordinal)) ? "the system" : null);
}
