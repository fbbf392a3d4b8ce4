using Twinyard.Platform.Data;
using Twinyard.Workflows.Deploy;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Ticks;

namespace Twinyard.Workflows.Lateness;

/// <summary>What the deployed workflows expect of their runs, read once for each generation of deploys.</summary>
internal sealed class ExpectationCache(DeployStore deployed, TriggerStore triggers)
{
    private volatile Generation? _known;

    /// <summary>Workflows that expect something, by name.</summary>
    public async Task<IReadOnlyList<(string Workflow, ExpectSpecification Expect)>> GetAsync(DbSession session, CancellationToken cancellationToken)
    {
        var generation = await triggers.GenerationAsync(session, cancellationToken);
        if (_known is { } known && known.Number == generation)
        {
            return known.Expectations;
        }

        var all = new List<(string, ExpectSpecification)>();
        foreach (var (name, specification) in (await deployed.ListAsync(session, cancellationToken)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (WorkflowSpecification.FromJson(specification).Expect is { } expect)
            {
                all.Add((name, expect));
            }
        }

        _known = new Generation(generation, all);
        return all;
    }

    private sealed record Generation(long Number, IReadOnlyList<(string Workflow, ExpectSpecification Expect)> Expectations);
}
