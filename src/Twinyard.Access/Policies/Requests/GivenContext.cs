namespace Twinyard.Access.Policies.Requests;

/// <summary>A context that is written out.</summary>
public sealed class GivenContext(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> values) : IAccessContext
{
    private readonly Dictionary<string, IReadOnlyList<string>> _values = new(values, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<string> Values(string key) => _values.GetValueOrDefault(key, []);
}
