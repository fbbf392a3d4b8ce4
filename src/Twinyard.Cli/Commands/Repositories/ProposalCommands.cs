using System.CommandLine;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Repositories;

internal static class ProposalCommands
{
    private static readonly Argument<long> Id = new("id") { Description = "The proposal's number" };
    private static readonly Option<string?> State = new("--state") { Description = "Only open, merged or closed ones", HelpName = "STATE" };
    private static readonly Option<string?> Head = new("--head") { Description = "Approve only if this commit is still the head", HelpName = "COMMIT" };
    private static readonly Option<bool> Diff = new("--diff") { Description = "Print the difference too" };

    public static Command Build()
    {
        var proposal = new Command("proposal", "Propose, check, approve and merge")
        {
            new Command("list", "List proposals, newest first") { State }.Does(ListAsync),
            new Command("show", "Show what a proposal changes and what it waits for") { Id, Diff }.Does(ShowAsync),
            ProposalChecksCommand.Build(),
            new Command("approve", "Approve the present head of somebody else's proposal") { Id, Head }.Does(ApproveAsync),
            new Command("close", "Close a proposal without merging it") { Id }.Does(CloseAsync),
        };
        foreach (var command in MergeCommands.OfProposal)
        {
            proposal.Add(command);
        }

        return proposal;
    }

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var state = call.Get(State) is { } given ? $"&state={Uri.EscapeDataString(given)}" : "";
        call.Out.Result(await call.Api.GetAsync<Page<ProposalSummary>>($"proposals?limit=100{state}", cancellationToken), page => call.Out.Table(
            page.Items,
            "There are no proposals. Open one with `twinyard push`.",
            ("ID", proposal => proposal.Id),
            ("REPOSITORY", proposal => proposal.Repository),
            ("TITLE", proposal => proposal.Title),
            ("AUTHOR", proposal => proposal.Author),
            ("STATE", proposal => proposal.State),
            ("CHECKS", proposal => proposal.Checks),
            ("APPROVALS", proposal => proposal.Approvals),
            ("OPENED", proposal => proposal.OpenedAt)));
    }

    private static async Task ShowAsync(CliCall call, CancellationToken cancellationToken)
    {
        var detail = await call.Api.GetAsync<ProposalDetail>($"proposals/{call.Get(Id)}", cancellationToken);
        call.Out.Result(detail, it =>
        {
            call.Out.Facts(
                ("Proposal", $"{it.Proposal.Id}: {it.Proposal.Title}"),
                ("State", it.Proposal.State),
                ("Author", it.Proposal.Author),
                ("Branch", $"{it.Proposal.Branch} of {it.Proposal.Repository}"),
                ("Head", it.Proposal.Head),
                ("Checks", string.Join(", ", it.Checks.Select(check => $"{check.Name} {check.State}"))),
                ("Approvals", string.Join(", ", it.ApprovalRoles.Select(role => $"{role.Given} of {role.Needed} as {role.Role}").Prepend($"{it.Proposal.Approvals} of {it.ApprovalsNeeded}"))),
                ("Approved by", it.Approvals.Where(approval => approval.Counts).Select(approval => approval.By)),
                ("Merge queue", Told(it.Queue)));
            Section(call, "Plan", it.Plan.Select(change => $"{change.Change} {change.Kind} {change.Name}"));
            Section(call, "Problems", it.PlanProblems);
            Section(call, "Files", it.Diff.Files.Select(file => $"{file.Path} (+{file.Added} −{file.Removed})"));
            Section(call, "Commits", it.Commits.Select(commit => $"{Output.CliOutput.Short(commit.Id)} {commit.Subject}"));
            Section(call, "A merge waits for", it.Proposal.State == "open" ? it.Blockers : []);
            if (call.Get(Diff))
            {
                call.Out.Line("");
                call.Out.Line(it.Diff.Text);
            }
        });
    }

    private static async Task ApproveAsync(CliCall call, CancellationToken cancellationToken)
    {
        var approved = await call.Api.PostAsync<ProposalSummary>($"proposals/{call.Get(Id)}/approve", new ApproveProposalRequest(call.Get(Head)), cancellationToken);
        call.Out.Result(approved, it => call.Out.Facts(("Proposal", it.Id), ("Approved head", it.Head), ("Approvals", it.Approvals)));
    }

    private static async Task CloseAsync(CliCall call, CancellationToken cancellationToken)
    {
        var closed = await call.Api.PostAsync<ProposalSummary>($"proposals/{call.Get(Id)}/close", null, cancellationToken);
        call.Out.Result(closed, it => call.Out.Note($"Proposal {it.Id} is closed."));
    }

    internal static void Section(CliCall call, string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0)
        {
            return;
        }

        call.Out.Line("");
        call.Out.Line(title);
        all.ForEach(line => call.Out.Line($"  {line}"));
    }

    private static string? Told(QueueSummary? queue) => queue switch
    {
        null or { State: "merged" } => null,
        { State: "left" } => $"left: {queue.Reason}",
        _ => $"position {queue.Position}, checks of the merge {queue.Checks}",
    };
}
