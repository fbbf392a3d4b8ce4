namespace Twinyard.Repositories.Trees;

/// <summary>The files of a tree.</summary>
/// <param name="IsCut">There are more than were asked for.</param>
internal sealed record TreeList(IReadOnlyList<TreeEntry> Entries, bool IsCut);
