using System.Collections.Concurrent;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Deployments;
using Twinyard.Repositories.Git;
using Twinyard.Twins;

namespace Twinyard.Repositories.Trees;

/// <summary>Lays out commits for twins. Every file is proved by its git id while it is copied.</summary>
internal sealed class CommitFiles(RepositoryCatalog catalog, TreeCache cache, Database database, DeploymentStore deployments) : ICommitSource
{
    private const int Attempts = 2;
    private const int MaximumKnown = 10_000;
    private readonly ConcurrentDictionary<string, (GitRepository Repository, string Tree)> _known = new(StringComparer.Ordinal);

    // Deployments are never changed or forgotten.
    private readonly ConcurrentDictionary<string, string> _deployedTrees = new(StringComparer.Ordinal);

    public async Task<Result<string>> MaterializeAsync(string commit, string folder, CancellationToken cancellationToken) =>
        await FindAsync(commit, cancellationToken) is { } found ? await LayOutAsync(commit, found.Repository, found.Tree, folder, cancellationToken) : NoCommit(commit);

    public async Task<Result<string>> MaterializeDeployedAsync(string commit, string folder, CancellationToken cancellationToken)
    {
        if (await FindAsync(commit, cancellationToken) is not { } found)
        {
            return NoCommit(commit);
        }

        if (await DeployedTreeAsync(commit, cancellationToken) is not { } deployed)
        {
            return new DeniedError("commit-not-deployed", $"The commit {commit} was never merged and deployed; the deployment twin runs nothing else.", "Propose it and merge it.");
        }

        return deployed == found.Tree
            ? await LayOutAsync(commit, found.Repository, found.Tree, folder, cancellationToken)
            : new DeniedError("tree-not-deployed", $"The commit {commit} has the tree {found.Tree}, but {deployed} was deployed.", "Run `git fsck` in the repository's folder below repos/ of the data directory.");
    }

    private static NotFoundError NoCommit(string commit) => new("commit-not-found", $"No repository holds the commit '{commit}'.", "Push it to a branch first.");

    private async Task<string?> DeployedTreeAsync(string commit, CancellationToken cancellationToken)
    {
        if (_deployedTrees.TryGetValue(commit, out var known))
        {
            return known;
        }

        if (await database.ReadAsync(session => deployments.FindByCommitAsync(commit, session, cancellationToken), cancellationToken) is not { } deployment)
        {
            return null;
        }

        if (_deployedTrees.Count >= MaximumKnown)
        {
            _deployedTrees.Clear();
        }

        return _deployedTrees[commit] = deployment.Tree;
    }

    private async Task<Result<string>> LayOutAsync(string commit, GitRepository repository, string tree, string folder, CancellationToken cancellationToken)
    {
        try
        {
            for (var attempt = 1; attempt <= Attempts; attempt++)
            {
                var cached = await cache.GetAsync(repository, tree, cancellationToken);
                if (!cached.IsOk)
                {
                    return cached.Error;
                }

                if (await TreeWriter.CopyAsync(cached.Value.Folder, cached.Value.Entries, folder, cancellationToken))
                {
                    return tree;
                }

                // Somebody changed the cache, or another tree pushed this one out: make it again from git.
                await cache.ForgetAsync(tree, cancellationToken);
                Empty(folder);
            }
        }
        catch (IOException e)
        {
            return new FailedError("tree-not-written", $"The files of commit {commit} could not be laid out in {folder}: {e.Message}", "Make room on the disk of the data directory.");
        }

        return new FailedError("tree-damaged", $"The files of commit {commit} were changed while they were copied.", "See who else writes to the cache folder of the data directory.");
    }

    private async Task<(GitRepository Repository, string Tree)?> FindAsync(string commit, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(commit, out var known))
        {
            return known;
        }

        if (commit.Length is not (40 or 64) || !commit.All(char.IsAsciiHexDigitLower))
        {
            return null;
        }

        foreach (var name in await catalog.ListNamesAsync(cancellationToken))
        {
            var repository = catalog.Open(name);
            if (await repository.CommitAsync(commit, cancellationToken) == commit)
            {
                if (_known.Count >= MaximumKnown)
                {
                    _known.Clear();
                }

                return _known[commit] = (repository, await repository.TreeOfAsync(commit, cancellationToken));
            }
        }

        return null;
    }

    private static void Empty(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } below)
            {
                below.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }
}
