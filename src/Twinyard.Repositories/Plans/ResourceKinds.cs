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

    /// <summary>What to say of a kind that there is not.</summary>
    public string Unknown(string kind) =>
        $"There is no kind '{kind}'; there are {string.Join(", ", _byName.Keys.Order(StringComparer.Ordinal))}.{Suggestion.For(kind, [.. _byName.Keys])}";
}
