using Twinyard.Platform.Results;

namespace Twinyard.Platform.Homes;

/// <summary>
/// The one directory that holds an environment's state. Whoever holds this object holds its lock: a second server on the same directory is
/// refused. Nodes of a cluster share the directory, each holding its own folder <c>nodes/&lt;name&gt;</c> there.
/// </summary>
public sealed class HomeDirectory : IDisposable
{
    private const string NodesFolder = "nodes";
    private const string RunsFolder = "runs";

    private readonly IReadOnlyList<FileStream> _locks;

    private HomeDirectory(string root, string own, string? linkedRuns, IReadOnlyList<FileStream> locks)
    {
        Root = root;
        Own = own;
        Places = linkedRuns is null ? [root] : [root, linkedRuns];
        _locks = locks;
    }

    public string Root { get; }

    /// <summary>What belongs to this server alone; the root itself where it is alone.</summary>
    public string Own { get; }

    /// <summary>Every folder that holds data of this environment: the root, and where <c>runs</c> leads when somebody made it a link.</summary>
    public IReadOnlyList<string> Places { get; }

    public string StateDatabase => Path.Combine(Root, "state.db");

    public string WarehouseDatabase => Path.Combine(Root, "warehouse.duckdb");

    public string Buckets => Folder("buckets");

    public string Repositories => Folder("repos");

    /// <summary>Telemetry that this server has acknowledged and not yet loaded.</summary>
    public string Ingest => OwnFolder("ingest");

    public string Logs => Folder("logs");

    public string Mail => Folder("mail");

    /// <summary>Keys that protect the console's component state and antiforgery tokens.</summary>
    public string Keys => Folder("keys");

    /// <summary>Throw-away folders of runs; emptied at start. May be a link to a folder that no other server uses.</summary>
    public string Runs => OwnFolder(RunsFolder);

    /// <summary>Outputs of runs between being staged and being applied everywhere.</summary>
    public string Outputs => Folder("outputs");

    /// <summary>Outputs of steps, a folder for each run: until the run's outputs are applied, and for a while where it has failed.</summary>
    public string Steps => Folder("steps");

    /// <summary>What is kept of runs besides their outputs, such as executed notebooks.</summary>
    public string Artifacts => Folder("artifacts");

    /// <summary>A folder a person, which the development twin's scripts find as <c>TWINYARD_WORKSPACE</c>.</summary>
    public string Workspaces => Folder("workspaces");

    /// <summary>Archives of published layers.</summary>
    public string Layers => Folder("layers");

    /// <summary>What can be made again: compiled scripts, materialised commits.</summary>
    public string Cache => OwnFolder("cache");

    /// <summary>Where the running server says how to reach it; see <see cref="RunningServer"/>.</summary>
    public string ServerFile => Path.Combine(Own, RunningServer.FileName);

    /// <summary>Creates the directory where it is missing (mode 0700) and takes its lock.</summary>
    public static Result<HomeDirectory> Open(string path) => Open(path, "");

    /// <param name="node">The name of this node of a cluster; empty for a server that is alone, which no node may run beside.</param>
    public static Result<HomeDirectory> Open(string path, string node)
    {
        var root = Path.GetFullPath(path);
        var own = node.Length == 0 ? root : Path.Combine(root, NodesFolder, node);
        try
        {
            Create(root);
            Create(own);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FailedError("home-not-writable", $"The data directory {own} cannot be created: {e.Message}", "Choose another with --home DIR, or give this user the right to write there.");
        }

        var locks = new List<FileStream>();
        try
        {
            if (own == root)
            {
                locks.Add(Hold(root));
            }
            else
            {
                locks.Add(Share(root));
                locks.Add(Hold(own));
            }

            var linked = LinkedRuns(own);
            if (!linked.IsOk)
            {
                locks.ForEach(held => held.Dispose());
                return linked.Error;
            }

            return new HomeDirectory(root, own, linked.Value, locks);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            locks.ForEach(held => held.Dispose());
            return e is IOException
                ? InUse(root, locks.Count == 0 ? "" : node)
                : new FailedError("home-not-writable", $"The data directory {root} cannot be written: {e.Message}", "Choose another with --home DIR, or give this user the right to write there.");
        }
    }

    /// <summary>Takes the lock of a node's folder that no server runs on; one that starts there meanwhile is refused.</summary>
    /// <returns>Null while another holds it. Disposed of, it is free again.</returns>
    public static IDisposable? TryHold(string folder)
    {
        try
        {
            return Hold(folder);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Folders of the nodes that have ever run on a home, by name.</summary>
    public static IReadOnlyList<string> NodeFolders(string home)
    {
        var nodes = Path.Combine(home, NodesFolder);
        return Directory.Exists(nodes) ? [.. Directory.GetDirectories(nodes).Order(StringComparer.Ordinal)] : [];
    }

    public void Dispose()
    {
        foreach (var held in _locks)
        {
            held.Dispose();
        }
    }

    /// <summary>The folder that <c>runs</c> leads to, which is made where it is missing: a place in memory is empty after the machine's start.</summary>
    /// <returns>Null where it is no link.</returns>
    private static Result<string?> LinkedRuns(string own)
    {
        var runs = new DirectoryInfo(Path.Combine(own, RunsFolder));
        if (runs.LinkTarget is null || runs.ResolveLinkTarget(returnFinalTarget: true) is not { } target)
        {
            return Result<string?>.Ok(null);
        }

        Create(target.FullName);
        return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(target.FullName) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0
            ? new DeniedError("runs-writable-by-others", $"{runs.FullName} leads to {target.FullName}, where other users of the machine may write, and so into what runs execute.", $"Run `chmod 700 {target.FullName}`, or make the link to another folder.")
            : Result<string?>.Ok(target.FullName);
    }

    private static ConflictError InUse(string root, string node) => node.Length == 0
        ? new("home-in-use", $"Another server is running on the data directory {root}.", "Stop that one first, or choose another directory with --home DIR. Several share one only as nodes of a cluster (--node).")
        : new("node-in-use", $"The node {node} is running on the data directory {root} already.", "Give this one another name with --node.");

    private static FileStream Hold(string folder) => new(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    // Nodes hold the root together, and keep a server out that wants it for itself.
    private static FileStream Share(string folder) => new(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);

    private static void Create(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(Root, name)).FullName;

    private string OwnFolder(string name) => Directory.CreateDirectory(Path.Combine(Own, name)).FullName;
}
