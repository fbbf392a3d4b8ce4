using Twinyard.Platform.Results;

namespace Twinyard.Platform.Homes;

/// <summary>
/// The one directory that holds an environment's state. Whoever holds this object holds the directory's lock: a second
/// server on the same directory is refused.
/// </summary>
public sealed class HomeDirectory : IDisposable
{
    private readonly FileStream _lock;

    private HomeDirectory(string root, FileStream heldLock)
    {
        Root = root;
        _lock = heldLock;
    }

    public string Root { get; }

    public string StateDatabase => Path.Combine(Root, "state.db");

    public string WarehouseDatabase => Path.Combine(Root, "warehouse.duckdb");

    public string Buckets => Folder("buckets");

    public string Repositories => Folder("repos");

    public string Ingest => Folder("ingest");

    public string Logs => Folder("logs");

    public string Mail => Folder("mail");

    /// <summary>Keys that protect the console's component state and antiforgery tokens.</summary>
    public string Keys => Folder("keys");

    /// <summary>Throw-away folders of runs; emptied at start.</summary>
    public string Runs => Folder("runs");

    /// <summary>Outputs of runs between being staged and being applied everywhere.</summary>
    public string Outputs => Folder("outputs");

    /// <summary>What can be made again: compiled scripts, materialised commits.</summary>
    public string Cache => Folder("cache");

    /// <summary>Where the running server says how to reach it; see <see cref="RunningServer"/>.</summary>
    public string ServerFile => Path.Combine(Root, RunningServer.FileName);

    /// <summary>Creates the directory where it is missing (mode 0700) and takes its lock.</summary>
    public static Result<HomeDirectory> Open(string path)
    {
        var root = Path.GetFullPath(path);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(root);
            }
            else
            {
                Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FailedError("home-not-writable", $"The data directory {root} cannot be created: {e.Message}", "Choose another with --home DIR, or give this user the right to write there.");
        }

        try
        {
            var held = new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new HomeDirectory(root, held);
        }
        catch (IOException)
        {
            return new ConflictError("home-in-use", $"Another server is running on the data directory {root}.", "Stop that one first, or choose another directory with --home DIR.");
        }
        catch (UnauthorizedAccessException e)
        {
            return new FailedError("home-not-writable", $"The data directory {root} cannot be written: {e.Message}", "Choose another with --home DIR, or give this user the right to write there.");
        }
    }

    public void Dispose() => _lock.Dispose();

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(Root, name)).FullName;
}
