using Twinyard.Access.Trust;

namespace Twinyard.Access.Sessions;

/// <summary>The person who assumes a role.</summary>
/// <param name="Name">As they are called here.</param>
/// <param name="Role">The role in which they do; its whole resource name where it is of another environment.</param>
/// <param name="Environment">Where they are known; null where that is here.</param>
/// <param name="IsChained">Whether they act in a session already.</param>
internal sealed record SessionCaller(string Name, string Role, string? Environment, bool IsChained)
{
    public static SessionCaller Of(Principal caller) => new(caller.Name, caller.Role, caller.Session?.Environment, caller.Session is not null);

    public static SessionCaller Of(Assertion assertion) => new(assertion.NameHere, assertion.RoleResource, assertion.Environment, assertion.IsChained);
}
