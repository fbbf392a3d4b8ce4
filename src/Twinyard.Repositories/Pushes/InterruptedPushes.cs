using Twinyard.Platform.Background;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Git;

namespace Twinyard.Repositories.Pushes;

/// <summary>
/// Removes what a killed git leaves behind: quarantined objects and lock files of refs. Nobody else writes to the repositories of a server
/// that is alone; where nodes share them, only what is older than any git lives is left behind for sure.
/// </summary>
internal sealed class InterruptedPushes(RepositoryCatalog catalog, ServerNode node, TimeProvider time) : IStartupWork
{
    // A ref's lock is held for milliseconds, a quarantine as long as a push takes.
    private static readonly TimeSpan LongestLock = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPush = TimeSpan.FromHours(6);

    public string Name => "repositories.locks";

    /// <summary>Before anything that moves a ref.</summary>
    public int Order => -1;

    public async Task<Result<Done>> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var name in await catalog.ListNamesAsync(cancellationToken))
        {
            Clean(catalog.Open(name));
        }

        return Done.Value;
    }

    private void Clean(GitRepository repository)
    {
        foreach (var quarantine in Directory.EnumerateDirectories(Path.Combine(repository.Folder, "objects"), "tmp_objdir-*").ToList())
        {
            if (IsLeft(Directory.GetLastWriteTimeUtc(quarantine), LongestPush))
            {
                Directory.Delete(quarantine, recursive: true);
            }
        }

        var locks = Directory.EnumerateFiles(Path.Combine(repository.Folder, "refs"), "*.lock", SearchOption.AllDirectories)
            .Append(Path.Combine(repository.Folder, "packed-refs.lock")).ToList();
        foreach (var held in locks)
        {
            // Of a file that is not there the time is long ago, and deleting it is no error.
            if (IsLeft(File.GetLastWriteTimeUtc(held), LongestLock))
            {
                File.Delete(held);
            }
        }
    }

    private bool IsLeft(DateTime written, TimeSpan longest) => node.IsAlone || time.GetUtcNow().UtcDateTime - written > longest;
}
