using System.Globalization;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;
using Twinyard.Repositories.Checks;
using Twinyard.Repositories.Deployments;
using Twinyard.Repositories.Proposals;

namespace Twinyard.Repositories.Lineage;

/// <summary>Resolves <c>proposal</c> nodes: the end of the way, where people stand.</summary>
internal sealed class ProposalLineage(
    Database database, ProposalStore proposals, ApprovalStore approvals, CheckStore checks, DeploymentStore deployments) : ILineageSource
{
    public IReadOnlyList<string> Kinds { get; } = ["proposal"];

    public async Task<LineageNode?> ResolveAsync(LineageReference reference, CancellationToken cancellationToken)
    {
        if (!long.TryParse(reference.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        return await database.ReadAsync(
            async session =>
            {
                if (await proposals.FindAsync(id, session, cancellationToken) is not { } proposal)
                {
                    return null;
                }

                var checkRows = await checks.ListAsync(id, proposal.Head, session, cancellationToken);
                var approvers = (await approvals.ListAsync(id, session, cancellationToken)).Where(row => row.Head == proposal.Head).Select(row => row.Approver);
                var facts = new List<KeyValuePair<string, string>>
                {
                    new("title", proposal.Title),
                    new("author", proposal.Author),
                    new("approved by", string.Join(", ", approvers)),
                    new("checks", string.Join(", ", checkRows.Select(check => $"{check.Name} {check.State}"))),
                    new("state", proposal.State),
                };
                if (await deployments.FindByProposalAsync(id, session, cancellationToken) is { } deployment)
                {
                    facts.Add(new("merged", $"{UnixMicros.FromUnixMicros(deployment.DeployedAt).ToText()} by {deployment.MergedBy}"));
                }

                return new LineageNode(reference, $"Proposal {id}: {proposal.Title}", facts, []);
            },
            cancellationToken);
    }
}
