using System.CommandLine;
using Twinyard.Contracts.Repositories;

namespace Twinyard.Cli.Commands.Repositories;

/// <summary>Into what is deployed, at once or by the merge queue, and back out of it.</summary>
internal static class MergeCommands
{
    private static readonly Argument<long> Id = new("id") { Description = "The proposal's number" };
    private static readonly Option<bool> Queue = new("--queue") { Description = "Put it into the merge queue instead, which merges it with what is before it, checks that, and deploys it in its turn" };

    public static IReadOnlyList<Command> OfProposal =>
    [
        new Command("merge", "Merge a checked and approved proposal, which deploys it") { Id, Queue }.Does(MergeAsync),
        new Command("dequeue", "Take a proposal out of the merge queue") { Id }.Does(DequeueAsync),
        new Command("revert", "Take a merged proposal back: the newest at once, an earlier one by a proposal") { Id }.Does(RevertAsync),
    ];

    public static void Show(CliCall call, DeploymentSummary deployment)
    {
        call.Out.Facts(("Deployed", deployment.Commit), ("Proposal", deployment.Proposal), ("Author", deployment.Author), ("Approved by", deployment.Approvers));
        ProposalCommands.Section(call, "Changes", deployment.Changes.Select(change => $"{change.Change} {change.Kind} {change.Name}"));
    }

    private static async Task MergeAsync(CliCall call, CancellationToken cancellationToken)
    {
        var id = call.Get(Id);
        if (call.Get(Queue))
        {
            var queued = await call.Api.PostAsync<QueueSummary>($"proposals/{id}/queue", null, cancellationToken);
            call.Out.Result(queued, it =>
            {
                call.Out.Facts(("Proposal", $"{it.Proposal}: {it.Title}"), ("Position in the queue", it.Position));
                call.Out.Note($"It is deployed when its turn comes and its checks pass: `twinyard proposal show {it.Proposal}`.");
            });
            return;
        }

        call.Out.Result(await call.Api.PostAsync<DeploymentSummary>($"proposals/{id}/merge", null, cancellationToken), it => Show(call, it));
    }

    private static async Task DequeueAsync(CliCall call, CancellationToken cancellationToken)
    {
        await call.Api.DeleteAsync($"proposals/{call.Get(Id)}/queue", cancellationToken);
        call.Out.Note($"Proposal {call.Get(Id)} is out of the merge queue.");
    }

    private static async Task RevertAsync(CliCall call, CancellationToken cancellationToken)
    {
        var outcome = await call.Api.PostAsync<RevertOutcome>($"proposals/{call.Get(Id)}/revert", null, cancellationToken);
        call.Out.Result(outcome, it =>
        {
            if (it.Deployment is { } deployment)
            {
                Show(call, deployment);
            }
            else if (it.Proposal is { } proposal)
            {
                call.Out.Facts(("Proposal", proposal.Id), ("Title", proposal.Title), ("Branch", proposal.Branch));
                call.Out.Note("Others were deployed after it, so its removal has to be checked, approved and merged like any change.");
            }
        });
    }
}
