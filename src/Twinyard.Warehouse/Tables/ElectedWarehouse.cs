using DuckDB.NET.Data;
using Microsoft.Extensions.Logging;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Results;
using Twinyard.Warehouse.Duck;

namespace Twinyard.Warehouse.Tables;

/// <summary>
/// Opens the database on the elected node and creates the rooms' tables before anything reads or writes them. DuckDB's lock of the file is
/// what keeps a predecessor out that has not noticed yet that it is no longer elected: until it lets go, taking up fails and is tried again.
/// </summary>
internal sealed partial class ElectedWarehouse(
    DuckDbFile file, DuckDbWarehouse warehouse, IEnumerable<WarehouseTables> declared, ILogger<ElectedWarehouse> logger) : IElectedService
{
    public string Name => "warehouse";

    public async Task<Result<Done>> TakeUpAsync(CancellationToken cancellationToken)
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

        file.Serve();
        return Done.Value;
    }

    public async Task LayDownAsync()
    {
        if (!await file.CloseAsync())
        {
            LogHeld(DuckDbFile.ClosingTime);
        }
    }
}
