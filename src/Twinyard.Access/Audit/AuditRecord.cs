using Twinyard.Platform.Time;

namespace Twinyard.Access.Audit;

/// <summary>An entry that has no place in the chain yet.</summary>
internal sealed record AuditRecord(
    string Id,
    long At,
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
    string Node)
{
    /// <summary>Whether an open row stands for it, which must still be there: it is chained once, also where a commit's answer was lost.</summary>
    public bool IsOpen { get; init; }

    public static AuditRecord Of(AuditSubject subject, string id, DateTimeOffset at, string node, string decision) => new(
        id,
        at.ToUnixMicros(),
        AuditText.Clean(subject.Principal),
        AuditText.Clean(subject.Role),
        AuditText.Clean(subject.Address),
        AuditText.Clean(subject.Action),
        AuditText.Clean(subject.Resource),
        decision,
        AuditText.Clean(subject.Reason),
        decision == AuditDecision.Allow ? AuditOutcome.Unknown : AuditOutcome.Refused,
        0,
        1,
        "",
        AuditText.Clean(subject.Request),
        node);

    public AuditEntry Chain(long sequence, string previous)
    {
        var entry = new AuditEntry(
            sequence, Id, UnixMicros.FromUnixMicros(At), Principal, Role, Address, Action, Resource, Decision, Reason, Outcome, Status, Count, Detail, Request, Node, previous, "");
        return entry with { Hash = AuditChain.HashOf(entry) };
    }
}
