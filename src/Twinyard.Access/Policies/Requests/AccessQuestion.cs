namespace Twinyard.Access.Policies.Requests;

/// <summary>What would be decided for anybody who acts in a role.</summary>
/// <param name="Resource">The part after the environment.</param>
/// <param name="PrincipalName">What <c>${tyr:PrincipalName}</c> stands for; null where it does not matter.</param>
/// <param name="Context">Keys of the request, such as <c>tyr:SourceIp</c>, in place of what a request would have.</param>
public sealed record AccessQuestion(string Role, string Action, string Resource, string? PrincipalName, IAccessContext Context);
