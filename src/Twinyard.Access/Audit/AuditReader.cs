using System.Globalization;
using System.Runtime.CompilerServices;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Audit;

internal sealed class AuditReader(Database database, AuditStore store, TimeProvider time) : IAuditReader
{
    private const int ReadAtOnce = 1000;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public async Task<Result<Page<AuditEntry>>> ListAsync(AuditFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var before = long.MaxValue;
        if (page.After is not null && !long.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out before))
        {
            return new InvalidError("cursor-invalid", $"'{page.After}' is not a cursor of the audit trail.", "Give the `next` of the page before.");
        }

        var query = AuditQuery.Of(filter) with { Before = before, Limit = page.Size + 1 };
        var rows = await database.ReadAsync(session => store.ListAsync(session, query, cancellationToken), cancellationToken);
        return Page<AuditRow>.Cut(rows, page.Size, row => row.Sequence.ToString(CultureInfo.InvariantCulture)).Map(row => row.ToEntry());
    }

    public async Task<AuditHead> HeadAsync(CancellationToken cancellationToken)
    {
        var head = await database.ReadAsync(session => store.HeadAsync(session, cancellationToken), cancellationToken);
        return new AuditHead(head.Sequence, head.Hash);
    }

    public async Task<AuditVerdict> VerifyAsync(string? noted, CancellationToken cancellationToken)
    {
        while (true)
        {
            var begin = await database.ReadAsync(session => store.CheckpointAsync(session, cancellationToken), cancellationToken);
            var verdict = await VerifyAsync(begin, noted, cancellationToken);
            var after = await database.ReadAsync(session => store.CheckpointAsync(session, cancellationToken), cancellationToken);
            if (verdict.Valid || after?.Sequence == begin?.Sequence)
            {
                return verdict;
            }

            // Retention has cut meanwhile.
        }
    }

    public async IAsyncEnumerable<AuditEntry> ExportAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var head = await HeadAsync(cancellationToken);
        await foreach (var entry in ReadAsync(0, head.Sequence, cancellationToken))
        {
            yield return entry;
        }
    }

    public async IAsyncEnumerable<AuditEntry> FollowAsync(AuditFilter filter, int last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = AuditQuery.Of(filter) with { Limit = last, After = (await HeadAsync(cancellationToken)).Sequence };
        var newest = await database.ReadAsync(session => store.ListAsync(session, query with { Before = query.After + 1 }, cancellationToken), cancellationToken);
        foreach (var row in newest.Reverse())
        {
            yield return row.ToEntry();
        }

        query = query with { Limit = ReadAtOnce };
        while (true)
        {
            var rows = await database.ReadAsync(session => store.FollowAsync(session, query, cancellationToken), cancellationToken);
            foreach (var row in rows)
            {
                yield return row.ToEntry();
                query = query with { After = row.Sequence };
            }

            if (rows.Count < ReadAtOnce)
            {
                await Task.Delay(Look, time, cancellationToken);
            }
        }
    }

    private async Task<AuditVerdict> VerifyAsync(HeadRow? begin, string? noted, CancellationToken cancellationToken)
    {
        var head = await HeadAsync(cancellationToken);
        var walk = new AuditWalk(begin?.Sequence ?? 0, begin?.Hash ?? AuditChain.Genesis, noted);
        var isCutKnown = begin is null;
        await foreach (var entry in ReadAsync(0, head.Sequence, cancellationToken))
        {
            if (walk.Take(entry) is { } broken)
            {
                return AuditVerdict.Of(walk, broken);
            }

            isCutKnown |= begin is not null && entry.Action == AuditRetention.Cut.Action && entry.Resource == AuditRetention.ResourceOf(begin);
        }

        var end = walk.Sequence != head.Sequence || walk.Hash != head.Hash
            ? new AuditBreak(walk.Sequence + 1, "the end of the chain is missing", $"{head.Sequence}:{head.Hash}", $"{walk.Sequence}:{walk.Hash}")
            : !isCutKnown ? new AuditBreak(begin!.Sequence, "entries were cut off at the beginning, and no entry says that retention did it", AuditRetention.ResourceOf(begin), "")
            : walk.End();
        return AuditVerdict.Of(walk, end);
    }

    private async IAsyncEnumerable<AuditEntry> ReadAsync(long after, long last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (after < last)
        {
            var from = after;
            var rows = await database.ReadAsync(session => store.ReadAsync(session, from, ReadAtOnce, cancellationToken), cancellationToken);
            foreach (var row in rows.Where(row => row.Sequence <= last))
            {
                yield return row.ToEntry();
            }

            after = rows.Count == 0 ? last : rows[^1].Sequence;
        }
    }
}
