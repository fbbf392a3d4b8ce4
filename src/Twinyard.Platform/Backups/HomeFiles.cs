using Twinyard.Platform.Homes;

namespace Twinyard.Platform.Backups;

/// <summary>Which files of a home go into a backup, and how.</summary>
internal sealed class HomeFiles(HomeDirectory home, string backups)
{
    /// <summary>Where the names are kept that <see cref="Linked"/> get, until they are copied.</summary>
    public const string Links = "backup-links";

    private const string Repositories = "repos";
    private const string Objects = "objects";

    // What can be made again, belongs to the running server, or is copied in a way of its own.
    private static readonly string[] LeftOut = ["cache", "runs", "nodes", "lock", Links, RunningServer.FileName, RestoredHome.FileName, "state.db", "state.db-wal", "state.db-shm", "state.db-journal"];

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Folders whose files the server may remove or go on writing right after the point.</summary>
    public static IReadOnlyList<string> Linked { get; } = ["ingest", "outputs", "steps", "layers", "mail"];

    /// <summary>Relative paths of the files that are copied at leisure: they only come, or grow, or may go without loss.</summary>
    /// <param name="atRest">Full paths that are copied at rest.</param>
    public IEnumerable<string> AtLeisure(IReadOnlyList<string> atRest) =>
        Below(home.Root, folder => !IsOwn(folder), file => !IsOwn(file) && !atRest.Contains(file.FullName)).Where(path => !IsRepositoryState(path));

    /// <summary>What a repository is besides its objects, which is little: its branches above all.</summary>
    public IEnumerable<string> RepositoryStates() => In(Repositories).Where(IsRepositoryState);

    public IEnumerable<string> RepositoryObjects() => In(Repositories).Where(path => !IsRepositoryState(path));

    /// <summary>Relative paths of the files in one of the folders.</summary>
    public IEnumerable<string> In(string folder)
    {
        var full = Path.Combine(home.Root, folder);
        return Directory.Exists(full) ? Below(full, static _ => true, static _ => true) : [];
    }

    private bool IsOwn(FileSystemInfo entry)
    {
        var path = Path.GetRelativePath(home.Root, entry.FullName);
        return LeftOut.Contains(path) || Linked.Contains(path) || entry.FullName == backups;
    }

    private static bool IsRepositoryState(string path) => path.Split('/') is [Repositories, _, var third, ..] && third != Objects;

    private IEnumerable<string> Below(string root, Func<DirectoryInfo, bool> enters, Func<FileSystemInfo, bool> takes)
    {
        var folders = new Stack<DirectoryInfo>([new DirectoryInfo(root)]);
        while (folders.TryPop(out var folder))
        {
            foreach (var entry in Entries(folder))
            {
                // A link is taken as it is, wherever it leads.
                if (entry is DirectoryInfo { LinkTarget: null } below)
                {
                    if (enters(below))
                    {
                        folders.Push(below);
                    }
                }
                else if (takes(entry))
                {
                    yield return Path.GetRelativePath(home.Root, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
                }
            }
        }
    }

    private static FileSystemInfo[] Entries(DirectoryInfo folder)
    {
        try
        {
            return folder.GetFileSystemInfos("*", Everything);
        }
        catch (DirectoryNotFoundException)
        {
            // Removed meanwhile.
            return [];
        }
    }
}
