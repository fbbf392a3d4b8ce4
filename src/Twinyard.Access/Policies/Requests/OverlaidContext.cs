namespace Twinyard.Access.Policies.Requests;

/// <summary>A context of which some keys are given.</summary>
internal sealed class OverlaidContext(IReadOnlyDictionary<string, string> given, IAccessContext context) : IAccessContext
{
    private readonly Dictionary<string, string> _given = new(given, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<string> Values(string key) => _given.TryGetValue(key, out var value) ? [value] : context.Values(key);
}
