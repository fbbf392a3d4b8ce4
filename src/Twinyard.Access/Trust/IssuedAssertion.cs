namespace Twinyard.Access.Trust;

/// <summary>A signed statement for another environment, which takes it once.</summary>
/// <param name="Assertion">A JSON Web Token.</param>
public sealed record IssuedAssertion(string Environment, string Role, string Assertion, DateTimeOffset ExpiresAt);
