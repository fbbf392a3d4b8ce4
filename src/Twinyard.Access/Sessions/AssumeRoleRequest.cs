using System.Text.Json.Nodes;

namespace Twinyard.Access.Sessions;

/// <summary>What is asked for when a role is assumed.</summary>
/// <param name="SessionName">2 to 64 letters, digits and <c>+=,.@-</c>; null for the caller's name.</param>
/// <param name="ExternalId">What the role's trust policy may ask for as <c>tyr:ExternalId</c>.</param>
/// <param name="DurationSeconds">Null for an hour, or what the role allows at most where that is less.</param>
/// <param name="Policy">A session policy, in IAM's JSON grammar.</param>
public sealed record AssumeRoleRequest(string? SessionName, string? ExternalId, long? DurationSeconds, JsonObject? Policy);
