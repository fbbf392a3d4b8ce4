using System.Collections.Concurrent;
using Twinyard.Platform.Data;
using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Placement;

/// <summary>Deployed workflows with their manifests, each read once for every deploy of it.</summary>
internal sealed class DeployedWorkflows(PlacementStore store)
{
    private readonly ConcurrentDictionary<string, (WorkflowRow Row, DeployedWorkflow Deployed)> _known = new(StringComparer.Ordinal);

    /// <param name="row">As it is in the unit of work: what is known of another deploy does not count.</param>
    public async Task<DeployedWorkflow> GetAsync(WorkflowRow row, DbSession session, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(row.Name, out var known) && known.Row.CommitId == row.CommitId && known.Row.DeployedAt == row.DeployedAt)
        {
            return known.Deployed;
        }

        var json = await store.SpecificationAsync(row.Name, session, cancellationToken);
        var deployed = new DeployedWorkflow(row.Name, row.CommitId, row.Proposal, WorkflowSpecification.FromJson(json));
        _known[row.Name] = (row, deployed);
        return deployed;
    }
}
