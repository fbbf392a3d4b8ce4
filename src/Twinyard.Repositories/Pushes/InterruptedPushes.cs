using Twinyard.Platform.Background;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Git;

namespace Twinyard.Repositories.Pushes;

/// <summary>
/// Removes what a killed git leaves behind: quarantined objects and lock files of refs. Nobody else writes to the repositories
/// while the server holds the data directory's lock.
/// </summary>
internal sealed class InterruptedPushes(RepositoryCatalog catalog) : IStartupWork
{
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

    private static void Clean(GitRepository repository)
    {
        foreach (var quarantine in Directory.EnumerateDirectories(Path.Combine(repository.Folder, "objects"), "tmp_objdir-*").ToList())
        {
            Directory.Delete(quarantine, recursive: true);
        }

        foreach (var held in Directory.EnumerateFiles(Path.Combine(repository.Folder, "refs"), "*.lock", SearchOption.AllDirectories).ToList())
        {
            File.Delete(held);
        }

        File.Delete(Path.Combine(repository.Folder, "packed-refs.lock"));
    }
}
