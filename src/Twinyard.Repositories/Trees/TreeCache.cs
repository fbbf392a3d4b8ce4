using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Git;

namespace Twinyard.Repositories.Trees;

/// <summary>The trees executed last, laid out in the cache folder, so that a run copies files instead of asking git.</summary>
internal sealed class TreeCache : IDisposable
{
    private const int MaximumTrees = 16;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly LinkedList<(string Tree, CachedTree Cached)> _recent = new();
    private readonly string _root;
    private readonly IIdGenerator _ids;
    private readonly TreeLimits _limits;

    public TreeCache(HomeDirectory home, TreeLimits limits, IIdGenerator ids)
    {
        _limits = limits;
        _ids = ids;
        _root = Path.Combine(home.Cache, "trees");
        // Left by an earlier server, whose listings are gone.
        if (Directory.Exists(_root))
        {
            Directory.Delete(_root, recursive: true);
        }

        Directory.CreateDirectory(_root);
    }

    public async Task<Result<CachedTree>> GetAsync(GitRepository repository, string tree, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (Find(tree) is { } known)
            {
                _recent.Remove(known);
                _recent.AddFirst(known);
                return known.Value.Cached;
            }

            var made = await MakeAsync(repository, tree, cancellationToken);
            if (made.IsOk)
            {
                _recent.AddFirst((tree, made.Value));
                Shrink();
            }

            return made;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Takes a damaged tree out, so that it is made again.</summary>
    public async Task ForgetAsync(string tree, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (Find(tree) is { } known)
            {
                Remove(known);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<Result<CachedTree>> MakeAsync(GitRepository repository, string tree, CancellationToken cancellationToken)
    {
        var list = await repository.ListTreeAsync(tree, _limits.Files, cancellationToken);
        var problems = await TreeRules.CheckAsync(repository, list, _limits, cancellationToken);
        if (problems.Count > 0)
        {
            return InvalidError.FromProblems("tree-refused", problems);
        }

        // The files prove themselves by their own ids; that they are all, under their names, only the tree's id proves.
        if (TreeHash.Of(list.Entries) != tree)
        {
            return new FailedError("tree-damaged", $"The files that git lists for the tree {tree} are not that tree.", "Run `git fsck` in the repository's folder below repos/ of the data directory.");
        }

        var folder = Path.Combine(_root, _ids.NewId().ToString("N"));
        Directory.CreateDirectory(folder);
        try
        {
            await TreeWriter.WriteAsync(repository, list.Entries, folder, cancellationToken);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }

        return new CachedTree(folder, list.Entries);
    }

    private LinkedListNode<(string Tree, CachedTree Cached)>? Find(string tree)
    {
        for (var node = _recent.First; node is not null; node = node.Next)
        {
            if (node.Value.Tree == tree)
            {
                return node;
            }
        }

        return null;
    }

    private void Shrink()
    {
        while (_recent.Count > MaximumTrees && _recent.Last is { } oldest)
        {
            Remove(oldest);
        }
    }

    private void Remove(LinkedListNode<(string Tree, CachedTree Cached)> node)
    {
        _recent.Remove(node);
        Directory.Delete(node.Value.Cached.Folder, recursive: true);
    }
}
