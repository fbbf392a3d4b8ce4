using System.Text.Json.Nodes;

namespace Twinyard.Access.Sessions;

/// <summary>As <see cref="AssumeRoleRequest"/>, for a person of another environment.</summary>
/// <param name="Assertion">What that environment has signed.</param>
public sealed record AssumeAssertedRoleRequest(string? Assertion, string? SessionName, string? ExternalId, long? DurationSeconds, JsonObject? Policy);
