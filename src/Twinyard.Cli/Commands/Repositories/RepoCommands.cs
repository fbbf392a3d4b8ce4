using System.CommandLine;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Repositories;

internal static class RepoCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "1 to 63 of a–z, 0–9 and '-'" };

    public static Command Build() => new("repo", "Repositories that are pushed to")
    {
        new Command("list", "List repositories").Does(ListAsync),
        new Command("create", "Create an empty repository") { Name }.Does(CreateAsync),
    };

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(await call.Api.GetAsync<Page<RepositorySummary>>("repositories?limit=1000", cancellationToken), page => call.Out.Table(
            page.Items,
            "There are no repositories. Create one with `twinyard repo create NAME`.",
            ("NAME", repository => repository.Name),
            ("DEPLOYED", repository => repository.Deployed.Length == 0 ? "nothing yet" : Output.CliOutput.Short(repository.Deployed)),
            ("URL", repository => repository.Url)));

    private static async Task CreateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var created = await call.Api.PostAsync<RepositorySummary>("repositories", new CreateRepositoryRequest(call.Get(Name)), cancellationToken);
        call.Out.Result(created, repository =>
        {
            call.Out.Facts(("Name", repository.Name), ("URL", repository.Url));
            call.Out.Note("Push a work tree to it with `twinyard push`.");
        });
    }
}
