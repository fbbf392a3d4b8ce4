using DuckDB.NET.Data;
using Twinyard.Platform.Background;
using Twinyard.Platform.Results;
using Twinyard.Warehouse.Duck;

namespace Twinyard.Warehouse.Tables;

/// <summary>Opens the database and creates the rooms' tables before anything reads or writes them.</summary>
internal sealed class WarehouseStartup(DuckDbFile file, IWarehouse warehouse, IEnumerable<WarehouseTables> declared) : IStartupWork
{
    public string Name => "warehouse";

    public int Order => -100;

    public async Task<Result<Done>> RunAsync(CancellationToken cancellationToken)
    {
        var opened = file.TryOpen();
        if (!opened.IsOk)
        {
            return opened;
        }

        foreach (var tables in declared)
        {
            foreach (var statement in tables.Statements)
            {
                try
                {
                    await warehouse.WriteAsync(session => session.ExecuteAsync(statement, [], cancellationToken), cancellationToken);
                }
                catch (DuckDBException e)
                {
                    return new FailedError(
                        "warehouse-table",
                        $"A table of {tables.Room} could not be prepared in the warehouse: {e.Message} The statement was: {statement.Trim()}",
                        "If the warehouse was written by a newer version, start that version; if the disk is full, make room.");
                }
            }
        }

        return Done.Value;
    }
}
