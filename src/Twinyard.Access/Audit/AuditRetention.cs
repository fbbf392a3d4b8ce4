using System.Globalization;
using Microsoft.Extensions.Options;
using Twinyard.Access.Policies;
using Twinyard.Platform.Background;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Time;

namespace Twinyard.Access.Audit;

/// <summary>
/// Cuts off what is older or more than is kept. What is left begins at a checkpoint, the hash of the last entry that is gone, and an entry at the end of the chain says the same:
/// who cuts by hand leaves no such entry.
/// </summary>
internal sealed class AuditRetention(Database database, AuditStore store, AuditWriter writer, IIdGenerator ids, ServerNode node, IOptions<AuditOptions> options, TimeProvider time) : IBackgroundWork
{
    public static readonly DeclaredAction Cut = new("access:CutAudit", "access:audit/{sequence}/{hash}", "retention removes what is too old") { IsOnlyAudited = true };

    private const int MostAtOnce = 10_000;

    public string Name => "audit retention";

    public TimeSpan Interval => TimeSpan.FromHours(1);

    public bool IsForElectedNode => true;

    /// <summary>What the entry of a cut is about.</summary>
    public static string ResourceOf(HeadRow checkpoint) => Cut.On(string.Create(CultureInfo.InvariantCulture, $"{checkpoint.Sequence}/{checkpoint.Hash}"));

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        while (await database.WriteAsync(session => CutAsync(session, cancellationToken), cancellationToken) == MostAtOnce)
        {
        }
    }

    private async Task<long> CutAsync(DbSession session, CancellationToken cancellationToken)
    {
        var head = await store.TakeHeadAsync(session, cancellationToken);
        var first = (await store.CheckpointAsync(session, cancellationToken))?.Sequence ?? 0;
        var young = await store.FirstSinceAsync(session, (time.GetUtcNow() - TimeSpan.FromDays(options.Value.KeepDays)).ToUnixMicros(), cancellationToken) ?? (head.Sequence + 1);
        var last = Math.Min(first + MostAtOnce, Math.Max(young - 1, head.Sequence - options.Value.KeepEntries));
        if (last <= first || await store.FindAsync(session, last, cancellationToken) is not { } end)
        {
            return 0;
        }

        await store.CutAsync(session, end, last - first, time.NowMicros(), cancellationToken);
        var reason = string.Create(CultureInfo.InvariantCulture, $"Kept are {options.Value.KeepDays} days and {options.Value.KeepEntries} entries.");
        var subject = new AuditSubject($"{Principal.Node}/{node.Name}", "", "", Cut.Action, ResourceOf(end), reason, "");
        var record = AuditRecord.Of(subject, ids.NewId().ToString(), time.GetUtcNow(), node.Name, AuditDecision.Allow) with { Outcome = AuditOutcome.Done };
        await writer.AppendAsync(session, [record], again: false, cancellationToken);
        return last - first;
    }
}
