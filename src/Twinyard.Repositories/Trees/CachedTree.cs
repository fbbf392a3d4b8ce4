namespace Twinyard.Repositories.Trees;

/// <summary>A tree that lies in the cache. The listing comes from git and is kept in memory; the files are proved against it at every copy.</summary>
internal sealed record CachedTree(string Folder, IReadOnlyList<TreeEntry> Entries);
