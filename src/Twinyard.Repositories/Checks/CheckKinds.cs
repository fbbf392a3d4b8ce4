using Twinyard.Platform.Ports;

namespace Twinyard.Repositories.Checks;

/// <summary>The built-in kinds of checks that the rooms of this server offer.</summary>
internal sealed class CheckKinds(IEnumerable<ICheckKind> kinds)
{
    private readonly Dictionary<string, ICheckKind> _byName = kinds.ToDictionary(kind => kind.Kind, StringComparer.Ordinal);

    public IReadOnlyList<string> Names { get; } = [.. kinds.Select(kind => kind.Kind).Order(StringComparer.Ordinal)];

    public ICheckKind? Find(string kind) => _byName.GetValueOrDefault(kind);
}
