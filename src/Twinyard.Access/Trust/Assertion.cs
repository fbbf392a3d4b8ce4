namespace Twinyard.Access.Trust;

/// <summary>What another environment has signed: that one of its people may assume a role of this one, as far as it is concerned.</summary>
/// <param name="Id">Unique in that environment.</param>
/// <param name="KeyId">The key that signed it.</param>
/// <param name="Name">The person's name there.</param>
/// <param name="Role">The role in which the person acts there.</param>
/// <param name="AssumedRole">The role of this environment.</param>
/// <param name="IsChained">Whether the person acts in a session there.</param>
internal sealed record Assertion(string Id, string KeyId, string Environment, string Name, string Role, string AssumedRole, bool IsChained, DateTimeOffset ExpiresAt)
{
    /// <summary>What the person is called here. No user of this environment can be.</summary>
    public string NameHere => UserName.Of(Name, Environment);

    public string PrincipalResource => $"tyr:{Environment}:access:{Principal.User}/{Name}";

    public string RoleResource => $"tyr:{Environment}:access:role/{Role}";

    /// <summary>Whoever is to act, as the audit trail and conditions know them.</summary>
    public Principal ToPrincipal(RequestSource? source) => new(Principal.User, NameHere, RoleResource) { Source = source };
}
