namespace Twinyard.Access.Policies.Requests;

/// <summary>A context of which some keys are given.</summary>
internal sealed class OverlaidContext(IAccessContext given, IAccessContext context) : IAccessContext
{
    public IReadOnlyList<string> Values(string key) => given.Values(key) is { Count: > 0 } values ? values : context.Values(key);
}
