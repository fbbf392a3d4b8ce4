using System.CommandLine;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Repositories;

/// <summary>Pushes the work tree's present commit and proposes it.</summary>
internal static class PushCommand
{
    private const string DefaultBranch = "main";
    private const string BranchForMain = "work";

    private static readonly Option<string?> Repository = new("--repository") { Description = "The repository (default: the only one there is, or the one named like the work tree's folder)", HelpName = "NAME" };
    private static readonly Option<string?> Branch = new("--branch") { Description = $"The branch to push to (default: the present one; '{BranchForMain}' when that is {DefaultBranch})", HelpName = "BRANCH" };
    private static readonly Option<string?> Title = new("--title") { Description = "The proposal's title (default: the commit's subject)", HelpName = "TEXT" };
    private static readonly Option<bool> Force = new("--force") { Description = "Replace the branch although it holds commits that this one does not" };

    public static Command Build() => new Command("push", "Push the present commit to a branch and propose it") { Repository, Branch, Title, Force }.Does(PushAsync);

    private static async Task PushAsync(CliCall call, CancellationToken cancellationToken)
    {
        var root = await GitProgram.ReadAsync(["rev-parse", "--show-toplevel"], cancellationToken)
            ?? throw new CliError(ExitCodes.Invalid, $"{System.Environment.CurrentDirectory} is in no git work tree.", "Go to one, or make one with `git init` and commit what you have.");
        if (await GitProgram.ReadAsync(["rev-parse", "--verify", "--quiet", "HEAD"], cancellationToken) is null)
        {
            throw new CliError(ExitCodes.Invalid, $"The work tree {root} has no commit yet.", "Commit what you have with `git add --all` and `git commit`.");
        }

        var repository = await ChooseAsync(call, Path.GetFileName(root), cancellationToken);
        var branch = call.Get(Branch) ?? await PresentBranchAsync(cancellationToken);
        string[] force = call.Get(Force) ? ["--force"] : [];
        var exitCode = await GitProgram.RunAsync(
            ["push", .. force, $"{call.Api.Url}/git/{repository}.git", $"HEAD:refs/heads/{branch}"], await call.Api.TokenAsync(cancellationToken), call.Api.Authorities, cancellationToken);
        if (exitCode != 0)
        {
            throw new CliError(ExitCodes.Failed, $"git push to the branch '{branch}' of {repository} did not succeed; git has said why above.");
        }

        var proposal = await call.Api.PostAsync<ProposalSummary>(
            $"repositories/{Uri.EscapeDataString(repository)}/proposals", new OpenProposalRequest(branch, call.Get(Title) ?? ""), cancellationToken);
        call.Out.Result(proposal, it =>
        {
            call.Out.Facts(("Proposal", it.Id), ("Title", it.Title), ("Branch", it.Branch), ("Commit", it.Head));
            call.Out.Note($"Its checks run now: `twinyard proposal checks {it.Id} --wait`.");
        });
    }

    private static async Task<string> ChooseAsync(CliCall call, string folder, CancellationToken cancellationToken)
    {
        if (call.Get(Repository) is { } named)
        {
            return named;
        }

        var all = (await call.Api.GetAsync<Page<RepositorySummary>>("repositories?limit=1000", cancellationToken)).Items;
        return all switch
        {
            [] => throw new CliError(ExitCodes.NotFound, "There is no repository to push to.", $"Create one: `twinyard repo create {folder.ToLowerInvariant()}`."),
            [var only] => only.Name,
            _ when all.Any(repository => repository.Name == folder) => folder,
            _ => throw new CliError(ExitCodes.Invalid, $"There are {all.Count} repositories and none is named '{folder}'.", "Name one with --repository."),
        };
    }

    private static async Task<string> PresentBranchAsync(CancellationToken cancellationToken) =>
        await GitProgram.ReadAsync(["symbolic-ref", "--quiet", "--short", "HEAD"], cancellationToken) is { } present && present != DefaultBranch ? present : BranchForMain;
}
