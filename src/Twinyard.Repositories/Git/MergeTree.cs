namespace Twinyard.Repositories.Git;

/// <summary>Merges two commits without a work tree (<c>git merge-tree --write-tree</c>, git 2.38 or newer).</summary>
internal static class MergeTree
{
    /// <returns>The merge's tree; or the files that both sides changed in different ways.</returns>
    public static async Task<MergedTree> MergeTreeAsync(this GitRepository repository, string ours, string theirs, CancellationToken cancellationToken)
    {
        var output = await repository.RunAsync(["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", ours, theirs], cancellationToken);
        return output.ExitCode switch
        {
            0 => new MergedTree(output.Parts[0], [], ""),
            1 => new MergedTree(null, output.Parts[1..], $"Both sides have changed {string.Join(", ", output.Parts[1..])}."),
            _ => new MergedTree(null, [], output.Complaint),
        };
    }
}

/// <param name="Tree">Null where it could not be merged.</param>
/// <param name="Why">Why not; empty where it could.</param>
internal sealed record MergedTree(string? Tree, IReadOnlyList<string> Conflicts, string Why);
