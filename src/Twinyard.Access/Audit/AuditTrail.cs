using System.Data.Common;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Audit;

internal sealed class AuditTrail : IAuditTrail, IDisposable
{
    private const int MostAtOnce = 500;

    private readonly AuditQueue _queue;
    private readonly AuditTally _tally;
    private readonly IIdGenerator _ids;
    private readonly TimeProvider _time;
    private readonly string _node;
    private readonly bool _readsToo;
    private readonly GroupCommit<OpenRow, Done> _opening;

    public AuditTrail(Database database, AuditStore store, AuditQueue queue, AuditTally tally, IIdGenerator ids, ServerNode node, IOptions<AuditOptions> options, TimeProvider time)
    {
        (_queue, _tally, _ids, _time, _node, _readsToo) = (queue, tally, ids, time, node.Name, options.Value.Reads);
        _opening = new GroupCommit<OpenRow, Done>(MostAtOnce, async rows =>
        {
            await database.WriteAsync(session => store.OpenAsync(session, rows, CancellationToken.None), CancellationToken.None);
            return [.. rows.Select(_ => Done.Value)];
        });
    }

    public async Task<Result<AuditedAct>> BeginAsync(AuditSubject subject, CancellationToken cancellationToken)
    {
        if (_queue.IsFull)
        {
            return Unavailable("entries wait that the database does not take");
        }

        var record = New(subject, AuditDecision.Allow);
        try
        {
            await _opening.WriteAsync(OpenRow.Of(record), cancellationToken);
        }
        catch (DbException e) when (!DiskSpace.IsUsedUp(e))
        {
            return Unavailable(e.Message);
        }

        return new AuditedAct(this, record, subject);
    }

    public void Refuse(AuditSubject subject, AuditRefusal refusal) => Count(New(subject, refusal.Decision) with { Status = refusal.Status }, refusal.Kind);

    public void Read(AuditSubject subject, int status)
    {
        if (_readsToo)
        {
            _queue.TryAdd(New(subject, AuditDecision.Allow) with { Outcome = AuditOutcome.Of(status), Status = status });
        }
    }

    public void Dispose() => _opening.Dispose();

    /// <param name="isNobodyRefused">Whether it was tried by nobody known, and refused: such attempts are counted.</param>
    internal void End(AuditRecord record, AuditSubject subject, bool isNobodyRefused)
    {
        if (!isNobodyRefused)
        {
            _queue.Add(record);
            return;
        }

        _queue.Add(record with { Count = 0 });
        Count(New(subject, AuditDecision.Unauthenticated) with { Status = record.Status }, $"{record.Action} {record.Status}");
    }

    private void Count(AuditRecord record, string? kind)
    {
        if (_tally.IsFirst(record, kind))
        {
            _queue.TryAdd(record);
        }
    }

    private AuditRecord New(AuditSubject subject, string decision) => AuditRecord.Of(subject, _ids.NewId().ToString(), _time.GetUtcNow(), _node, decision);

    private static FailedError Unavailable(string cause) => new(
        "audit-unavailable", $"Nothing was done: it cannot be written to the audit trail: {cause}.", "Ask again when the state database can be written.");
}
