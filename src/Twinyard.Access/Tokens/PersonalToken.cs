namespace Twinyard.Access.Tokens;

/// <summary>The token that a person made for themselves and acts with.</summary>
/// <param name="Policy">What it can at most do, in IAM's JSON grammar: it allows nothing, and must allow too. Null for no such scope.</param>
public sealed record PersonalToken(string Id, string? Policy);
