using System.CommandLine;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Repositories;

internal static class RepoCommands
{
    private static readonly Argument<string> NewName = new("name") { Description = "1 to 63 of a–z, 0–9 and '-'" };
    private static readonly Argument<string> Name = new("name") { Description = "The repository" };
    private static readonly Option<string?> To = new("--to") { Description = "A commit that was deployed before (default: the one before the present)", HelpName = "COMMIT" };

    public static Command Build()
    {
        var repo = new Command("repo", "Repositories that are pushed to, or live in a GitLab")
        {
            new Command("list", "List repositories").Does(ListAsync),
            new Command("create", "Create an empty repository") { NewName }.Does(CreateAsync),
            new Command("show", "Show what is deployed of a repository and where it lives") { Name }.Does(ShowAsync),
            new Command("queue", "List the merge queue of a repository") { Name }.Does(QueueAsync),
            new Command("revert", "Deploy an earlier state again, at once") { Name, To }.Does(RevertAsync),
        };
        foreach (var command in LinkCommands.OfRepo)
        {
            repo.Add(command);
        }

        return repo;
    }

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(await call.Api.GetAsync<Page<RepositorySummary>>("repositories?limit=1000", cancellationToken), page => call.Out.Table(
            page.Items,
            "There are no repositories. Create one with `twinyard repo create NAME`.",
            ("NAME", repository => repository.Name),
            ("DEPLOYED", repository => repository.Deployed.Length == 0 ? "nothing yet" : Output.CliOutput.Short(repository.Deployed)),
            ("URL", repository => repository.Url)));

    private static async Task CreateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var created = await call.Api.PostAsync<RepositorySummary>("repositories", new CreateRepositoryRequest(call.Get(NewName)), cancellationToken);
        call.Out.Result(created, repository =>
        {
            call.Out.Facts(("Name", repository.Name), ("URL", repository.Url));
            call.Out.Note("Push a work tree to it with `twinyard push`.");
        });
    }

    private static async Task ShowAsync(CliCall call, CancellationToken cancellationToken)
    {
        var repository = await call.Api.GetAsync<RepositorySummary>($"repositories/{Uri.EscapeDataString(call.Get(Name))}", cancellationToken);
        var link = await LinkCommands.FindAsync(call, repository.Name, cancellationToken);
        call.Out.Result(new { Repository = repository, link.GitLab }, it =>
        {
            call.Out.Facts(
                ("Name", it.Repository.Name),
                ("Deployed", it.Repository.Deployed.Length == 0 ? "nothing yet" : it.Repository.Deployed),
                ("Branch", it.Repository.DefaultBranch),
                ("URL", it.Repository.Url),
                ("Made", it.Repository.CreatedAt));
            if (it.GitLab is { } gitlab)
            {
                call.Out.Line("");
                LinkCommands.Show(call, gitlab);
            }
        });
    }

    private static async Task QueueAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(
            await call.Api.GetAsync<IReadOnlyList<QueueSummary>>($"repositories/{Uri.EscapeDataString(call.Get(Name))}/queue", cancellationToken),
            line => call.Out.Table(
                line,
                "The merge queue is empty. Put a proposal into it with `twinyard proposal merge ID --queue`.",
                ("POSITION", entry => entry.Position),
                ("PROPOSAL", entry => entry.Proposal),
                ("TITLE", entry => entry.Title),
                ("CHECKS", entry => entry.Checks),
                ("MERGE", entry => entry.Commit.Length == 0 ? "" : Output.CliOutput.Short(entry.Commit)),
                ("QUEUED BY", entry => entry.QueuedBy),
                ("SINCE", entry => entry.QueuedAt)));

    private static async Task RevertAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(
            await call.Api.PostAsync<DeploymentSummary>(
                $"repositories/{Uri.EscapeDataString(call.Get(Name))}/revert", new RevertRepositoryRequest(call.Get(To)), cancellationToken),
            it => MergeCommands.Show(call, it));
}
