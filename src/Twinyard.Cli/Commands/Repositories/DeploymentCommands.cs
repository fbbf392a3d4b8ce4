using System.CommandLine;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Repositories;

internal static class DeploymentCommands
{
    private static readonly Option<string?> Repository = new("--repository") { Description = "Only of this repository", HelpName = "NAME" };

    public static Command Build() => new("deployment", "What was merged and applied")
    {
        new Command("list", "List deployments, newest first") { Repository }.Does(ListAsync),
    };

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var repository = call.Get(Repository) is { } given ? $"&repository={Uri.EscapeDataString(given)}" : "";
        call.Out.Result(await call.Api.GetAsync<Page<DeploymentSummary>>($"deployments?limit=100{repository}", cancellationToken), page => call.Out.Table(
            page.Items,
            "Nothing is deployed yet.",
            ("TIME", deployment => deployment.At),
            ("REPOSITORY", deployment => deployment.Repository),
            ("COMMIT", deployment => Output.CliOutput.Short(deployment.Commit)),
            ("PROPOSAL", deployment => deployment.Proposal),
            ("TITLE", deployment => deployment.Title),
            ("AUTHOR", deployment => deployment.Author),
            ("APPROVED BY", deployment => deployment.Approvers),
            ("CHANGES", deployment => deployment.Changes.Count)));
    }
}
