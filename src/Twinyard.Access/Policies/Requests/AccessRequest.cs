namespace Twinyard.Access.Policies.Requests;

/// <summary>One question to the policies.</summary>
/// <param name="Principals">Full names of whoever asks: the principal's own, and that of the role it acts in.</param>
/// <param name="Action">Such as <c>buckets:GetObject</c>; case does not matter.</param>
/// <param name="Resource">Full name, <c>tyr:&lt;environment&gt;:&lt;room&gt;:&lt;kind&gt;/&lt;name&gt;</c>.</param>
public sealed record AccessRequest(IReadOnlyList<string> Principals, string Action, string Resource, IAccessContext Context)
{
    internal string LowerAction { get; } = Action.ToLowerInvariant();

    /// <summary>Whether the principal belongs to another environment than the resource.</summary>
    public bool IsAcrossEnvironments =>
        Principals.Count > 0 && EnvironmentOf(Principals[0]) is var from && EnvironmentOf(Resource) is var to && !from.IsEmpty && !to.IsEmpty && !from.SequenceEqual(to);

    private static ReadOnlySpan<char> EnvironmentOf(string name)
    {
        const string Scheme = "tyr:";
        if (!name.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return [];
        }

        var rest = name.AsSpan(Scheme.Length);
        return rest.IndexOf(':') is > 0 and var end ? rest[..end] : [];
    }
}
