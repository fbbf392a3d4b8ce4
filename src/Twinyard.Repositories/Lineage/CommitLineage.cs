using System.Globalization;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;
using Twinyard.Repositories.Deployments;
using Twinyard.Repositories.Proposals;

namespace Twinyard.Repositories.Lineage;

/// <summary>Resolves <c>commit</c> nodes back to the proposal that brought them.</summary>
internal sealed class CommitLineage(Database database, ProposalStore proposals, DeploymentStore deployments) : ILineageSource
{
    public IReadOnlyList<string> Kinds { get; } = ["commit"];

    public async Task<LineageNode?> ResolveAsync(LineageReference reference, CancellationToken cancellationToken)
    {
        var (proposal, deployment) = await database.ReadAsync(
            async session =>
            {
                // What the merge queue deploys is a merge, and no proposal's head.
                var deployed = await deployments.FindByCommitAsync(reference.Id, session, cancellationToken);
                var brought = deployed is null
                    ? await proposals.FindByHeadAsync(reference.Id, session, cancellationToken)
                    : await proposals.FindAsync(deployed.ProposalId, session, cancellationToken);
                return (brought, deployed);
            },
            cancellationToken);
        if (proposal is null)
        {
            return null;
        }

        var facts = new List<KeyValuePair<string, string>> { new("repository", proposal.Repository), new("branch", proposal.Branch) };
        if (deployment is not null)
        {
            facts.Add(new("tree", deployment.Tree));
            facts.Add(new("deployed", UnixMicros.FromUnixMicros(deployment.DeployedAt).ToText()));
        }

        return new LineageNode(
            reference,
            $"Commit {reference.Id[..Math.Min(10, reference.Id.Length)]} of {proposal.Repository}",
            facts,
            [new LineageReference("proposal", proposal.Id.ToString(CultureInfo.InvariantCulture))]);
    }
}
