namespace Twinyard.Contracts.Repositories;

/// <summary>Where a repository lives instead. <paramref name="GitLab"/> is null for one that is pushed to here.</summary>
public sealed record RepositoryLinkSummary(GitLabLinkSummary? GitLab);

/// <summary>A link to a project of a GitLab. Its secrets are not told.</summary>
/// <param name="Project">Path, such as <c>plant/turbofan</c>.</param>
/// <param name="Webhook">Where the project's webhook has to point.</param>
/// <param name="Problem">Why the newest commit of the default branch is not deployed; empty where nothing stands in the way.</param>
/// <param name="Failures">Deliveries and statuses that were given up or are tried again, newest first.</param>
public sealed record GitLabLinkSummary(
    string Url,
    string Project,
    long ProjectId,
    string DefaultBranch,
    string Webhook,
    string LinkedBy,
    DateTimeOffset LinkedAt,
    string Problem,
    IReadOnlyList<string> Failures);

/// <param name="GitLab">Address of the GitLab, such as <c>https://gitlab.example.com</c>.</param>
/// <param name="Project">Number or path of the project.</param>
/// <param name="Token">An access token of the project with the scopes <c>api</c> and <c>read_repository</c>.</param>
/// <param name="WebhookSecret">What GitLab sends as <c>X-Gitlab-Token</c>.</param>
public sealed record LinkRepositoryRequest(string GitLab, string Project, string Token, string WebhookSecret);
