using DuckDB.NET.Data;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Results;

namespace Twinyard.Warehouse.Duck;

/// <summary>
/// The database file. While it is open here, DuckDB's lock keeps every other process out of it. Settings are locked after opening, so no
/// statement can turn file or network access back on. A commit is durable: DuckDB syncs its write-ahead log before it returns.
/// </summary>
internal sealed class DuckDbFile(HomeDirectory home, IOptions<WarehouseOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>How long closing waits for the units of work that it has interrupted.</summary>
    public static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(10);

    /// <summary>An interruption that comes just before its statement is lost, so it is repeated.</summary>
    private static readonly TimeSpan InterruptAgain = TimeSpan.FromMilliseconds(100);

    private readonly string _connectionString = new DuckDBConnectionStringBuilder
    {
        DataSource = home.WarehouseDatabase,
        MemoryLimit = options.Value.MemoryLimit,
        Threads = options.Value.Threads,
        TempDirectory = System.IO.Path.Combine(home.Cache, "warehouse-spill"),
        MaxTempDirectorySize = options.Value.SpillLimit,
        EnableExternalAccess = false,
        AutoinstallKnownExtensions = false,
        AutoloadKnownExtensions = false,
        AllowCommunityExtensions = false,
        AllowPersistentSecrets = false,
    }.ToString();

    private readonly Lock _gate = new();
    private readonly HashSet<FileUse> _uses = [];
    private TaskCompletionSource _unused = Completed();
    private DuckDBConnection? _keeper;
    private volatile CancellationTokenSource? _opening;
    private volatile bool _serves;

    public string Path { get; } = home.WarehouseDatabase;

    /// <summary>What DuckDB calls the database: the file's name.</summary>
    public string DatabaseName { get; } = System.IO.Path.GetFileNameWithoutExtension(home.WarehouseDatabase);

    /// <summary>Whether the file is open here with every room's tables in it.</summary>
    public bool Serves => _serves;

    /// <summary>Cancelled when the file is being closed; cancelled already where it is not open.</summary>
    public CancellationToken Closing => _opening?.Token ?? new CancellationToken(canceled: true);

    /// <summary>Opens the file, unless it is open here.</summary>
    /// <returns>What is wrong with the file, in words for the person who starts the server.</returns>
    public Result<Done> TryOpen()
    {
        lock (_gate)
        {
            if (_opening is not null)
            {
                return Done.Value;
            }

            if (_uses.Count > 0)
            {
                return new ConflictError("warehouse-closing", $"Work on {home.WarehouseDatabase} from before it was laid down has not ended yet.", "It is opened again when that has ended.");
            }

            var opened = OpenKeeper();
            if (opened.IsOk)
            {
                _opening = new CancellationTokenSource();
            }

            return opened;
        }
    }

    /// <summary>From now on callers find the warehouse here.</summary>
    public void Serve() => _serves = true;

    /// <summary>A connection for one unit of work; whoever takes it gives it back by disposing of it.</summary>
    /// <exception cref="WarehouseNotHereException">The file is not open here.</exception>
    public FileUse Use()
    {
        lock (_gate)
        {
            if (_opening is not { IsCancellationRequested: false } opening)
            {
                throw new WarehouseNotHereException();
            }

            var use = new FileUse(Open(), opening.Token, GiveBack);
            if (_uses.Count == 0)
            {
                _unused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            _uses.Add(use);
            return use;
        }
    }

    /// <summary>Interrupts what runs, waits for it up to <see cref="ClosingTime"/>, writes a checkpoint and releases the lock.</summary>
    /// <returns>False when work did not end in time: it cannot commit any more, and the lock is released when it ends.</returns>
    public async Task<bool> CloseAsync()
    {
        CancellationTokenSource? opening;
        lock (_gate)
        {
            opening = _opening;
            _serves = false;
        }

        if (opening is null)
        {
            return true;
        }

        await opening.CancelAsync();
        var began = time.GetTimestamp();
        while (InterruptAll() && time.GetElapsedTime(began) < ClosingTime)
        {
            await Task.WhenAny(_unused.Task, Task.Delay(InterruptAgain, time));
        }

        lock (_gate)
        {
            Release();
            return _uses.Count == 0;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            Release();
        }
    }

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }

    private static string FirstLine(Exception e) => e.Message.Split('\n')[0].Trim();

    private void Release()
    {
        // The last connection that closes writes a checkpoint.
        _keeper?.Dispose();
        _keeper = null;
        _opening = null;
        _serves = false;
    }

    /// <returns>Whether anything is in use.</returns>
    private bool InterruptAll()
    {
        lock (_gate)
        {
            foreach (var use in _uses)
            {
                use.Interrupt();
            }

            return _uses.Count > 0;
        }
    }

    private void GiveBack(FileUse use)
    {
        lock (_gate)
        {
            use.Connection.Dispose();
            if (_uses.Remove(use) && _uses.Count == 0)
            {
                _unused.TrySetResult();
            }
        }
    }

    private Result<Done> OpenKeeper()
    {
        try
        {
            _keeper = Open();
            // TIMESTAMPTZ is shown and cast in UTC wherever the server stands.
            Run(_keeper, "SET GLOBAL TimeZone = 'UTC'");
            Run(_keeper, "SET GLOBAL lock_configuration = true");
            return Done.Value;
        }
        catch (Exception e) when (e is DuckDBException or IOException or UnauthorizedAccessException)
        {
            Release();
            return e is DuckDBException && e.Message.Contains("lock", StringComparison.OrdinalIgnoreCase)
                ? new ConflictError(
                    "warehouse-locked",
                    $"The warehouse {home.WarehouseDatabase} is open in another program: {FirstLine(e)}",
                    "Close that program (a duckdb shell, a notebook, a node that hangs), then start again.")
                : new FailedError(
                    "warehouse-broken",
                    $"The warehouse {home.WarehouseDatabase} cannot be opened: {FirstLine(e)}",
                    "Restore the file and its .wal from a backup, or move both away to start with an empty warehouse; telemetry segments that are still there are loaded again.");
        }
    }

    private DuckDBConnection Open()
    {
        var connection = new DuckDBConnection(_connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Run(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
