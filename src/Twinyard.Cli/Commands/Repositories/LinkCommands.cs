using System.CommandLine;
using Twinyard.Contracts.Repositories;

namespace Twinyard.Cli.Commands.Repositories;

/// <summary>Repositories that live in a GitLab instead. Secrets come from files, so that no command line and no history shows them.</summary>
internal static class LinkCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "The repository" };
    private static readonly Option<string> GitLab = new("--gitlab") { Description = "Address of the GitLab, such as https://gitlab.example.com", HelpName = "URL", Required = true };
    private static readonly Option<string> Project = new("--project") { Description = "Number or path of the project there", HelpName = "ID", Required = true };
    private static readonly Option<string> TokenFile = new("--token-file") { Description = "A file with an access token of the project, scopes api and read_repository", HelpName = "FILE", Required = true };
    private static readonly Option<string> SecretFile = new("--webhook-secret-file") { Description = "A file with the secret token of the project's webhook, at least 16 characters", HelpName = "FILE", Required = true };

    public static IReadOnlyList<Command> OfRepo =>
    [
        new Command("link", "Keep a repository in a GitLab: it is pushed to and merged there, checked and deployed here") { Name, GitLab, Project, TokenFile, SecretFile }.Does(LinkAsync),
        new Command("unlink", "Forget the GitLab of a repository and its secrets; what is deployed stays") { Name }.Does(UnlinkAsync),
    ];

    public static Task<RepositoryLinkSummary> FindAsync(CliCall call, string name, CancellationToken cancellationToken) =>
        call.Api.GetAsync<RepositoryLinkSummary>(PathOf(name), cancellationToken);

    public static void Show(CliCall call, GitLabLinkSummary link)
    {
        call.Out.Facts(
            ("GitLab", $"{link.Url}/{link.Project} (project {link.ProjectId})"),
            ("Its branch", link.DefaultBranch),
            ("Webhook", link.Webhook),
            ("Linked by", link.LinkedBy),
            ("Linked at", link.LinkedAt),
            ("Not deployed", link.Problem));
        ProposalCommands.Section(call, "Not done", link.Failures);
    }

    private static async Task LinkAsync(CliCall call, CancellationToken cancellationToken)
    {
        var request = new LinkRepositoryRequest(
            call.Parsed.GetRequiredValue(GitLab),
            call.Parsed.GetRequiredValue(Project),
            await SecretAsync(call.Parsed.GetRequiredValue(TokenFile), cancellationToken),
            await SecretAsync(call.Parsed.GetRequiredValue(SecretFile), cancellationToken));
        call.Out.Result(await call.Api.PutAsync<RepositoryLinkSummary>(PathOf(call.Get(Name)), request, cancellationToken), it =>
        {
            if (it.GitLab is { } link)
            {
                Show(call, link);
                call.Out.Note($"Add a webhook to the project: URL {link.Webhook}, the secret token, push events and merge request events.");
            }
        });
    }

    private static async Task UnlinkAsync(CliCall call, CancellationToken cancellationToken)
    {
        await call.Api.DeleteAsync(PathOf(call.Get(Name)), cancellationToken);
        call.Out.Note($"{call.Get(Name)} is pushed to here again. Delete the webhook and the token in GitLab.");
    }

    private static async Task<string> SecretAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var secret = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
            return secret.Length > 0 ? secret : throw new CliError(ExitCodes.Invalid, $"{path} is empty.", "Put the secret into it, alone.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliError(ExitCodes.Invalid, $"{path} cannot be read: {e.Message}", "Name a file that holds the secret.");
        }
    }

    private static string PathOf(string name) => $"repositories/{Uri.EscapeDataString(name)}/link";
}
