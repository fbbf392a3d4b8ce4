using System.Globalization;
using System.Text.Json.Nodes;
using Twinyard.Contracts.Repositories;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;

namespace Twinyard.Repositories.Proposals;

/// <summary>What happens to branches and proposals, told to the bus in the transaction that makes it happen.</summary>
internal sealed class ProposalEvents(IEventBus bus, IServerAddress address)
{
    private const string Source = "twinyard.repositories";

    public Task PushReceivedAsync(string repository, string branch, string commit, string by, DbSession session, CancellationToken cancellationToken) =>
        PublishAsync(
            "push.received",
            Name("repository", repository),
            new JsonObject { ["repository"] = repository, ["branch"] = branch, ["commit"] = commit, ["by"] = by },
            session,
            cancellationToken);

    /// <param name="detailType">Such as <c>proposal.opened</c> or <c>checks.failed</c>.</param>
    /// <param name="by">Who did it; empty for the system.</param>
    public Task ProposalAsync(string detailType, ProposalRow proposal, string by, DbSession session, CancellationToken cancellationToken, string reason = "")
    {
        var detail = new JsonObject
        {
            ["proposal"] = proposal.Id,
            ["repository"] = proposal.Repository,
            ["branch"] = proposal.Branch,
            ["title"] = proposal.Title,
            ["author"] = proposal.Author,
            ["commit"] = proposal.Head,
        };
        if (by.Length > 0)
        {
            detail["by"] = by;
        }

        if (reason.Length > 0)
        {
            detail["reason"] = reason;
        }

        return PublishAsync(detailType, Name("proposal", proposal.Id.ToString(CultureInfo.InvariantCulture)), detail, session, cancellationToken);
    }

    public Task DeploymentAppliedAsync(DeploymentSummary deployment, DbSession session, CancellationToken cancellationToken) => PublishAsync(
        "deployment.applied",
        Name("repository", deployment.Repository),
        new JsonObject
        {
            ["deployment"] = deployment.Id,
            ["repository"] = deployment.Repository,
            ["commit"] = deployment.Commit,
            ["proposal"] = deployment.Proposal,
            ["author"] = deployment.Author,
            ["approver"] = string.Join(", ", deployment.Approvers),
            ["changes"] = new JsonArray([.. deployment.Changes.Select(change => (JsonNode)new JsonObject
            {
                ["change"] = change.Change,
                ["kind"] = change.Kind,
                ["name"] = change.Name,
            })]),
        },
        session,
        cancellationToken);

    private string Name(string kind, string name) => new ResourceName(address.Environment, "repositories", kind, name).ToString();

    private Task<string> PublishAsync(string detailType, string resource, JsonObject detail, DbSession session, CancellationToken cancellationToken) =>
        bus.PublishAsync(new NewEvent(Source, detailType, detail) { Resources = [resource] }, session, cancellationToken);
}
