using DuckDB.NET.Data;

namespace Twinyard.Warehouse.Duck;

/// <summary>One unit of work's connection to the open file.</summary>
internal sealed class FileUse(DuckDBConnection connection, CancellationToken closing, Action<FileUse> giveBack) : IDisposable
{
    private readonly Lock _gate = new();
    private bool _ends;

    public DuckDBConnection Connection { get; } = connection;

    /// <summary>Cancelled when the file is being closed.</summary>
    public CancellationToken Closing { get; } = closing;

    /// <summary>From here to the end of the unit of work nothing interrupts, and closing waits for it.</summary>
    /// <exception cref="WarehouseUnavailableException">The file is being closed: nothing may be committed.</exception>
    public void BeginCommit()
    {
        lock (_gate)
        {
            if (Closing.IsCancellationRequested)
            {
                throw WarehouseUnavailableException.LaidDown(null);
            }

            _ends = true;
        }
    }

    /// <summary>The same for a unit of work that keeps nothing.</summary>
    public void BeginRollback()
    {
        lock (_gate)
        {
            _ends = true;
        }
    }

    public void Interrupt()
    {
        lock (_gate)
        {
            if (!_ends)
            {
                using var command = Connection.CreateCommand();
                command.Cancel();
            }
        }
    }

    public void Dispose() => giveBack(this);
}
