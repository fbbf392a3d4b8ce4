using Twinyard.Access.Secrets;
using Twinyard.Platform.Data;
using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Deploy;

/// <summary>The secrets that deployed workflows name.</summary>
internal sealed class DeployedSecretUse(DeployStore store) : ISecretUsers
{
    public async Task<IReadOnlyList<SecretUser>> ListAsync(DbSession session, CancellationToken cancellationToken) =>
    [
        .. from workflow in await store.ListAsync(session, cancellationToken)
           from secret in WorkflowSpecification.FromJson(workflow.Value).Secrets.Select(use => use.Name).Distinct()
           select new SecretUser(secret, $"the workflow {workflow.Key}"),
    ];
}
