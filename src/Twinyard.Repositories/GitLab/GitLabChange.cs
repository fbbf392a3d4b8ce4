namespace Twinyard.Repositories.GitLab;

/// <summary>What a delivery is about, as far as it is acted on: where to look. What is there now is fetched and counts, so deliveries may cross.</summary>
/// <param name="Branch">The branch that was pushed, or the source of the merge request.</param>
/// <param name="MergeRequest">Its number; null for a push.</param>
/// <param name="IsFork">Whether the merge request's source is another project.</param>
/// <param name="IsGone">The branch is deleted, or the merge request merged or closed.</param>
/// <param name="Title">Of the merge request; empty for a push.</param>
/// <param name="User">Who did it, by GitLab's user name.</param>
internal sealed record GitLabChange(string Branch, long? MergeRequest, bool IsFork, bool IsGone, string Title, string User);
