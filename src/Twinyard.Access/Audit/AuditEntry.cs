using System.Text.Json.Serialization;

namespace Twinyard.Access.Audit;

/// <summary>One entry of the audit trail, as it is listed and exported. Every member but <see cref="Hash"/> is part of the hash (<see cref="AuditChain"/>).</summary>
/// <param name="Sequence">From 1 on, without gaps.</param>
/// <param name="Id">UUIDv7 of the entry.</param>
/// <param name="At">When it began.</param>
/// <param name="Principal">Such as <c>user/alice</c>; <c>anonymous</c> where nobody is known.</param>
/// <param name="Role">The role it acted in; empty for nobody.</param>
/// <param name="Address">The other end of the connection; empty for what the server does by itself.</param>
/// <param name="Resource">The part after the environment.</param>
/// <param name="Decision"><c>allow</c>, <c>deny</c> or <c>unauthenticated</c>.</param>
/// <param name="Reason">The statement that decided, the allow that is missing, or what was wrong with the credential.</param>
/// <param name="Outcome"><c>done</c>, <c>failed</c>, <c>refused</c>, or <c>unknown</c> where the server ended before it was known.</param>
/// <param name="Status">The HTTP status; 0 where there was no HTTP request.</param>
/// <param name="Count">More than 1 where equal refusals were counted together.</param>
/// <param name="Detail">What the resource does not say, such as whom a token is for.</param>
/// <param name="Request">The request's id, as in the answer's <c>X-Request-Id</c>.</param>
/// <param name="Node">The server, where several share the environment.</param>
/// <param name="Previous">The hash of the entry before.</param>
public sealed record AuditEntry(
    long Sequence,
    string Id,
    [property: JsonConverter(typeof(AuditTimeConverter))] DateTimeOffset At,
    string Principal,
    string Role,
    string Address,
    string Action,
    string Resource,
    string Decision,
    string Reason,
    string Outcome,
    long Status,
    long Count,
    string Detail,
    string Request,
    string Node,
    string Previous,
    string Hash);
