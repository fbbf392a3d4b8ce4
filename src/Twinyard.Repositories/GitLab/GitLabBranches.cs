using Twinyard.Repositories.Git;

namespace Twinyard.Repositories.GitLab;

/// <summary>Under which names GitLab's branches lie here. <c>main</c> is what is deployed, so theirs needs another name.</summary>
internal static class GitLabBranches
{
    /// <summary>GitLab's default branch: what is on it and passes its checks is deployed.</summary>
    public const string Default = Own + "default";

    private const string Own = "_gitlab/";

    public static string LocalOf(GitLabChange change, LinkRow link) => change switch
    {
        { IsFork: true, MergeRequest: { } number } => $"{Own}merge-request/{number}",
        _ when change.Branch == link.DefaultBranch => Default,
        _ when change.Branch == GitRepository.DefaultBranch || change.Branch.StartsWith(Own, StringComparison.Ordinal) => $"{Own}branch/{change.Branch}",
        _ => change.Branch,
    };

    /// <summary>Where GitLab has it: of a fork it keeps the commits of the merge request under a ref of the project itself.</summary>
    public static string RemoteRefOf(GitLabChange change) =>
        change is { IsFork: true, MergeRequest: { } number } ? $"refs/merge-requests/{number}/head" : GitRepository.RefOf(change.Branch);
}
