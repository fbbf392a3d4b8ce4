using Twinyard.Platform.Data;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;

namespace Twinyard.Repositories.Plans;

/// <summary>The kinds that the rooms of this server offer.</summary>
internal sealed class ResourceKinds(IEnumerable<IResourceKind> kinds)
{
    private readonly Dictionary<string, IResourceKind> _byName = kinds.ToDictionary(kind => kind.Kind, StringComparer.Ordinal);

    /// <summary>By name.</summary>
    public IEnumerable<IResourceKind> All => _byName.Values.OrderBy(kind => kind.Kind, StringComparer.Ordinal);

    public IResourceKind? Find(string kind) => _byName.GetValueOrDefault(kind);

    /// <returns>By kind and name, what there is and could not do without this resource.</returns>
    public async Task<IReadOnlyList<(string Kind, string Name)>> UsersAsync(string kind, string name, DbSession session, CancellationToken cancellationToken)
    {
        var users = new List<(string Kind, string Name)>();
        if (Find(kind)?.Outlives(name) == true)
        {
            return users;
        }

        foreach (var of in All)
        {
            var there = await of.ListAsync(session, cancellationToken);
            users.AddRange(there.Where(resource => of.Needs(resource.Value).Contains((kind, name))).Select(resource => (of.Kind, resource.Key)).Order());
        }

        return users;
    }

    /// <summary>What to say of a kind that there is not.</summary>
    public string Unknown(string kind) =>
        $"There is no kind '{kind}'; there are {string.Join(", ", _byName.Keys.Order(StringComparer.Ordinal))}.{Suggestion.For(kind, [.. _byName.Keys])}";
}
