using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Resources;

namespace Twinyard.Repositories.Plans;

/// <summary>Compares what a tree declares with what is deployed.</summary>
internal sealed class DeployPlanner(ResourceKinds kinds, IEnumerable<IReferredKind> referred, ResourceOwnerStore owners, HandMadeStore handMade)
{
    public async Task<DeployPlan> PlanAsync(string repository, DeclaredTree tree, DbSession session, CancellationToken cancellationToken)
    {
        var problems = new List<Problem>(tree.Problems);
        var owned = (await owners.ListAsync(session, cancellationToken)).ToDictionary(row => (row.Kind, row.Name), row => row.Repository);
        var byHand = (await handMade.ListAsync(session, cancellationToken)).Select(row => (row.Kind, row.Name)).ToHashSet();
        var declared = tree.Resources.Select(resource => (resource.Kind.Kind, resource.Name)).ToHashSet();
        var deployed = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        var applied = new List<PlannedApply>();
        foreach (var resource in tree.Resources)
        {
            if (owned.TryGetValue((resource.Kind.Kind, resource.Name), out var owner) && owner != repository)
            {
                problems.Add(new Problem(resource.File, 1, 1, "", $"The {resource.Kind.Kind} '{resource.Name}' belongs to the repository {owner}. Choose another name."));
            }

            var present = await ListAsync(resource.Kind, deployed, session, cancellationToken);
            if (!present.TryGetValue(resource.Name, out var specification))
            {
                applied.Add(new PlannedApply(resource, PlannedApply.Create));
            }
            else if (specification != resource.Specification)
            {
                applied.Add(new PlannedApply(resource, PlannedApply.Update));
            }
            else if (byHand.Contains((resource.Kind.Kind, resource.Name)))
            {
                applied.Add(new PlannedApply(resource, PlannedApply.Adopt));
            }
            else if (resource.Kind.FollowsCommit)
            {
                applied.Add(new PlannedApply(resource, null));
            }
        }

        var deleted = new List<PlannedDelete>();
        foreach (var (kindName, name) in owned.Where(pair => pair.Value == repository && !declared.Contains(pair.Key)).Select(pair => pair.Key))
        {
            // A kind that this server no longer offers has nothing to delete from.
            if (kinds.Find(kindName) is { } kind)
            {
                deleted.Add(new PlannedDelete(kind, name));
            }
        }

        problems.AddRange(await CheckReferencesAsync(tree, declared, deleted, session, cancellationToken));
        problems.AddRange(await CheckOthersAsync(declared, deleted, session, cancellationToken));
        return new DeployPlan(
            [.. applied.OrderBy(apply => apply.Resource.Kind.Order).ThenBy(apply => apply.Resource.Kind.Kind, StringComparer.Ordinal).ThenBy(apply => apply.Resource.Name, StringComparer.Ordinal)],
            [.. deleted.OrderByDescending(delete => delete.Kind.Order).ThenBy(delete => delete.Kind.Kind, StringComparer.Ordinal).ThenBy(delete => delete.Name, StringComparer.Ordinal)],
            problems);
    }

    private async Task<IReadOnlyList<Problem>> CheckReferencesAsync(
        DeclaredTree tree, HashSet<(string, string)> declared, List<PlannedDelete> deleted, DbSession session, CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        string? Declared(string kind, string name) => tree.Resources.FirstOrDefault(resource => resource.Kind.Kind == kind && resource.Name == name)?.Specification;
        foreach (var reference in tree.Resources.SelectMany(resource => resource.References))
        {
            if (referred.FirstOrDefault(kind => kind.Kind == reference.Kind) is { } published)
            {
                if (await published.ProblemAsync(reference, Declared, session, cancellationToken) is { } problem)
                {
                    problems.Add(reference.Place with { Message = problem });
                }

                continue;
            }

            if (declared.Contains((reference.Kind, reference.Name)))
            {
                continue;
            }

            if (deleted.Any(delete => !delete.Kind.Outlives(delete.Name) && delete.Kind.Kind == reference.Kind && delete.Name == reference.Name))
            {
                problems.Add(reference.Place with { Message = $"The {reference.Kind} '{reference.Name}' is not declared any more. {reference.Place.Message}".TrimEnd() });
            }
            else if (kinds.Find(reference.Kind) is not { } kind || !await kind.ExistsAsync(reference.Name, session, cancellationToken))
            {
                problems.Add(reference.Place with { Message = $"There is no {reference.Kind} '{reference.Name}': neither this tree declares it nor is it deployed. {reference.Place.Message}".TrimEnd() });
            }
        }

        return problems;
    }

    /// <summary>What other repositories declare, or somebody made by hand, may need what this deploy deletes.</summary>
    private async Task<IReadOnlyList<Problem>> CheckOthersAsync(HashSet<(string, string)> declared, List<PlannedDelete> deleted, DbSession session, CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        foreach (var delete in deleted)
        {
            var users = await kinds.UsersAsync(delete.Kind.Kind, delete.Name, session, cancellationToken);
            var others = users.Where(user => !declared.Contains(user) && !deleted.Any(other => other.Kind.Kind == user.Kind && other.Name == user.Name));
            problems.AddRange(others.Select(user => new Problem("resources", 1, 1, "", $"The {delete.Kind.Kind} '{delete.Name}' is not declared any more, and the {user.Kind} '{user.Name}', which this repository does not declare, needs it.")));
        }

        return problems;
    }

    private static async Task<IReadOnlyDictionary<string, string>> ListAsync(
        IResourceKind kind, Dictionary<string, IReadOnlyDictionary<string, string>> known, DbSession session, CancellationToken cancellationToken)
    {
        if (!known.TryGetValue(kind.Kind, out var list))
        {
            known[kind.Kind] = list = await kind.ListAsync(session, cancellationToken);
        }

        return list;
    }
}
