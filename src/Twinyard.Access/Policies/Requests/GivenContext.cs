namespace Twinyard.Access.Policies.Requests;

/// <summary>A context that is written out.</summary>
public sealed class GivenContext(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> values) : IAccessContext
{
    public static readonly GivenContext Empty = new([]);

    private readonly Dictionary<string, IReadOnlyList<string>> _values = new(values, StringComparer.OrdinalIgnoreCase);

    /// <param name="pairs">One value each; a key again for one more value.</param>
    public static GivenContext Of(IEnumerable<KeyValuePair<string, string>> pairs) =>
        new(pairs.GroupBy(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase).Select(key => KeyValuePair.Create<string, IReadOnlyList<string>>(key.Key, [.. key])));

    public IReadOnlyList<string> Values(string key) => _values.GetValueOrDefault(key, []);
}
