using System.Collections.Concurrent;
using Twinyard.Platform.Data;
using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Runs;

/// <summary>What a workflow's manifest said in a commit. Versions never change, so they are read once.</summary>
internal sealed class VersionStore
{
    // Bounded by hand: old versions are asked for when their runs are looked at, and then not again.
    private const int MaximumCached = 1000;

    private readonly ConcurrentDictionary<(string Workflow, string Commit), WorkflowSpecification> _cache = new();

    /// <exception cref="InvalidOperationException">There is no such version.</exception>
    public async Task<WorkflowSpecification> GetAsync(string workflow, string commit, DbSession session, CancellationToken cancellationToken)
    {
        if (_cache.TryGetValue((workflow, commit), out var known))
        {
            return known;
        }

        var json = await session.FirstAsync<string>(
            "SELECT specification FROM workflow_versions WHERE workflow = @Workflow AND commit_id = @Commit",
            new { Workflow = workflow, Commit = commit },
            cancellationToken);
        var specification = WorkflowSpecification.FromJson(json);
        if (_cache.Count >= MaximumCached)
        {
            _cache.Clear();
        }

        // Written by a deploy that may apply the same commit again with another manifest only if it was rolled back before.
        _cache[(workflow, commit)] = specification;
        return specification;
    }

    public void Forget(string workflow, string commit) => _cache.TryRemove((workflow, commit), out _);
}
