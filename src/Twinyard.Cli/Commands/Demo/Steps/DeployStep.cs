using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Demo.Steps;

internal sealed class DeployStep : IDemoStep
{
    private const string Manifest = "workflows/evaluate/workflow.yaml";
    private static readonly TimeSpan CheckPatience = TimeSpan.FromSeconds(60);

    public string Title => "A push, checks on the development twin, someone else's approval; the merge deploys";

    public async Task RunAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        await CreateRepositoryAsync(demo, cancellationToken);
        var work = new DemoRepository(demo);
        await work.CreateAsync(DemoPaths.Example, cancellationToken);
        if (await work.CommitAsync("Predict remaining useful life of turbofans", cancellationToken))
        {
            await MergeAsync(demo, work, cancellationToken);
        }
        else
        {
            demo.Tell.Good("The example is deployed already; nothing to push.");
        }

        await ShowRefusalAsync(demo, work, cancellationToken);
    }

    private static async Task CreateRepositoryAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        var repositories = await demo.Owner.GetAsync<Page<RepositorySummary>>("repositories", cancellationToken);
        if (repositories.Items.All(repository => repository.Name != "turbofan"))
        {
            demo.Tell.Command("twinyard repo create turbofan");
            await demo.Owner.PostAsync<RepositorySummary>("repositories", new CreateRepositoryRequest("turbofan"), cancellationToken);
        }
    }

    private static async Task MergeAsync(DemoContext demo, DemoRepository work, CancellationToken cancellationToken)
    {
        demo.Tell.Command("git push origin HEAD:first-model      # real git over HTTP, as alice");
        await work.PushAsync("first-model", cancellationToken);
        var proposal = await OpenAsync(demo, "first-model", "Predict remaining useful life of turbofans", cancellationToken);
        demo.Tell.Good($"Proposal {proposal.Id} is open: {demo.Server.Url}/proposals/{proposal.Id}");
        var checkedProposal = await ChecksAsync(demo, proposal.Id, cancellationToken);
        if (checkedProposal.Proposal.Checks != "passed")
        {
            throw new CliError(ExitCodes.Failed, $"The example's checks failed: {string.Join("; ", Reasons(checkedProposal))}");
        }

        demo.Tell.Good($"Checks passed: {string.Join(", ", checkedProposal.Checks.Select(check => check.Name))}.");
        var refusal = await DemoRefusal.OfAsync(() => demo.Alice.PostAsync($"proposals/{proposal.Id}/approve", null, cancellationToken), "The author could approve the own proposal.");
        demo.Tell.Good($"alice may not approve it herself: {refusal}");
        demo.Tell.Command($"twinyard proposal approve {proposal.Id}; twinyard proposal merge {proposal.Id}      # as bob");
        await demo.Bob.PostAsync($"proposals/{proposal.Id}/approve", null, cancellationToken);
        var deployment = await demo.Bob.PostAsync<DeploymentSummary>($"proposals/{proposal.Id}/merge", null, cancellationToken);
        demo.DeployedProposal = proposal.Id;
        demo.Tell.Good($"Merged and deployed commit {deployment.Commit[..10]}: {string.Join(", ", deployment.Changes.Where(c => c.Kind == "workflow").Select(c => c.Name))}; {deployment.Changes.Count} resources in one transaction.");
    }

    private static async Task ShowRefusalAsync(DemoContext demo, DemoRepository work, CancellationToken cancellationToken)
    {
        await work.BranchFromDeployedAsync("too-often", cancellationToken);
        var manifest = await File.ReadAllTextAsync(Path.Combine(work.Folder, Manifest), cancellationToken);
        work.Write(Manifest, manifest.Replace("rate(1 minute)", "rate(1 minutes)", StringComparison.Ordinal));
        await work.CommitAsync("Evaluate more often", cancellationToken);
        await work.PushAsync("too-often", cancellationToken);
        var proposal = await OpenAsync(demo, "too-often", "Evaluate more often", cancellationToken);
        var checkedProposal = await ChecksAsync(demo, proposal.Id, cancellationToken);
        if (checkedProposal.Proposal.Checks == "passed")
        {
            throw new CliError(ExitCodes.Failed, "A commit with a broken schedule passed its checks.");
        }

        demo.Tell.Good($"A commit that fails its checks is refused: {Reasons(checkedProposal).First()}");
        var refusal = await DemoRefusal.OfAsync(
            async () =>
            {
                await demo.Bob.PostAsync($"proposals/{proposal.Id}/approve", null, cancellationToken);
                await demo.Bob.PostAsync($"proposals/{proposal.Id}/merge", null, cancellationToken);
            },
            "A proposal whose checks failed could be merged.");
        demo.Tell.Good($"Merging it is refused: {refusal}");
        await demo.Alice.PostAsync($"proposals/{proposal.Id}/close", null, cancellationToken);
    }

    private static Task<ProposalSummary> OpenAsync(DemoContext demo, string branch, string title, CancellationToken cancellationToken) =>
        demo.Alice.PostAsync<ProposalSummary>("repositories/turbofan/proposals", new OpenProposalRequest(branch, title), cancellationToken);

    private static Task<ProposalDetail> ChecksAsync(DemoContext demo, long proposal, CancellationToken cancellationToken) =>
        demo.Tell.WaitForAsync(
            "Checks",
            CheckPatience,
            async () =>
            {
                var detail = await demo.Owner.GetAsync<ProposalDetail>($"proposals/{proposal}", cancellationToken);
                var progress = string.Join(", ", detail.Checks.Select(check => $"{check.Name} {check.State}"));
                return (detail.Proposal.Checks is "passed" or "failed" ? detail : null, progress);
            },
            cancellationToken);

    private static IEnumerable<string> Reasons(ProposalDetail proposal) =>
        proposal.Checks.Where(check => check.Error.Length > 0).Select(check => check.Error).Concat(proposal.PlanProblems).DefaultIfEmpty("no reason given");
}
