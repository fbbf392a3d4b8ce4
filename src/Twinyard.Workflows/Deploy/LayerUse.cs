using Twinyard.Platform.Data;
using Twinyard.Twins.Layers;
using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Deploy;

/// <summary>The layers that deployed workflows name.</summary>
internal sealed class LayerUse(DeployStore store) : ILayerUse
{
    public async Task<IReadOnlyList<string>> UsersAsync(LayerReference reference, DbSession session, CancellationToken cancellationToken)
    {
        var name = reference.ToString();
        var deployed = await store.ListAsync(session, cancellationToken);
        return [.. deployed.Where(workflow => WorkflowSpecification.FromJson(workflow.Value).Run.Layers?.Contains(name) == true).Select(workflow => $"the workflow {workflow.Key}").Order(StringComparer.Ordinal)];
    }
}
