namespace Twinyard.Access.Policies;

/// <summary>
/// An action that something else than an HTTP endpoint asks for: a topic, a table, an object, a secret. It stands beside what decides on it, which takes action and resource from here; registered
/// as a service it is in the reference of actions.
/// </summary>
/// <param name="Action">Such as <c>warehouse:WriteTable</c>.</param>
/// <param name="Resource">Its form, with the name that differs in braces at the end: <c>warehouse:table/{table}</c>. Or a resource as it is.</param>
/// <param name="By">What asks for it, for the reference: <c>a run's tables/{table}.ndjson</c>.</param>
public sealed record DeclaredAction(string Action, string Resource, string By)
{
    /// <summary>Keys for conditions that it has besides those of every request.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Whether the audit trail has an entry when it is allowed; when it is refused it always has.</summary>
    public bool LeavesEntry { get; init; }

    /// <summary>Whether no policy is asked about it: a name under which the audit trail knows something.</summary>
    public bool IsOnlyAudited { get; init; }

    /// <summary>The resource of one name.</summary>
    public string On(string name) => Resource.IndexOf('{', StringComparison.Ordinal) is >= 0 and var open ? Resource[..open] + name : Resource;
}
