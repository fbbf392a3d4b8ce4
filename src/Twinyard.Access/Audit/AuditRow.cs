using Twinyard.Platform.Time;

namespace Twinyard.Access.Audit;

internal sealed class AuditRow
{
    public required long Sequence { get; init; }

    public required string Id { get; init; }

    public required long At { get; init; }

    public required string Principal { get; init; }

    public required string Role { get; init; }

    public required string Address { get; init; }

    public required string Action { get; init; }

    public required string Resource { get; init; }

    public required string Decision { get; init; }

    public required string Reason { get; init; }

    public required string Outcome { get; init; }

    public required long Status { get; init; }

    public required long Count { get; init; }

    public required string Detail { get; init; }

    public required string Request { get; init; }

    public required string Node { get; init; }

    public required string Previous { get; init; }

    public required string Hash { get; init; }

    public static AuditRow Of(AuditEntry entry) => new()
    {
        Sequence = entry.Sequence,
        Id = entry.Id,
        At = entry.At.ToUnixMicros(),
        Principal = entry.Principal,
        Role = entry.Role,
        Address = entry.Address,
        Action = entry.Action,
        Resource = entry.Resource,
        Decision = entry.Decision,
        Reason = entry.Reason,
        Outcome = entry.Outcome,
        Status = entry.Status,
        Count = entry.Count,
        Detail = entry.Detail,
        Request = entry.Request,
        Node = entry.Node,
        Previous = entry.Previous,
        Hash = entry.Hash,
    };

    public AuditEntry ToEntry() => new(
        Sequence, Id, UnixMicros.FromUnixMicros(At), Principal, Role, Address, Action, Resource, Decision, Reason, Outcome, Status, Count, Detail, Request, Node, Previous, Hash);
}
