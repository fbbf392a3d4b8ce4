namespace Twinyard.Access.Sessions;

/// <summary>The session in which somebody acts in a role that is not their own.</summary>
/// <param name="Name">Chosen by whoever assumed the role, so that the audit trail tells sessions apart.</param>
/// <param name="Policy">A session policy in IAM's JSON grammar: it allows nothing, and must allow too. Null for none.</param>
/// <param name="Environment">The environment in which the person is known; null where that is this one.</param>
public sealed record PrincipalSession(string Id, string Name, string? Policy, string? Environment);
