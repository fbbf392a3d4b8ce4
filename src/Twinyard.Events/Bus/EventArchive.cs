using System.Runtime.CompilerServices;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;

namespace Twinyard.Events.Bus;

internal sealed class EventArchive(Database database, EventPlacing placing, EventStore events) : IEventArchive
{
    private const int Batch = 500;

    public async IAsyncEnumerable<EventEnvelope> ReadAsync(ArchiveWindow window, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await placing.PlaceAsync(cancellationToken);
        var (at, sequence) = (window.From.ToUnixMicros(), 0L);
        IReadOnlyList<EventRow> rows;
        do
        {
            var (afterAt, afterSequence) = (at, sequence);
            rows = await database.ReadAsync(session => events.ByTimeAsync(session, window, afterAt, afterSequence, Batch, cancellationToken), cancellationToken);
            foreach (var row in rows)
            {
                yield return row.ToEnvelope();
                (at, sequence) = (row.At, row.Sequence);
            }
        }
        while (rows.Count == Batch);
    }

    public async Task<DateTimeOffset?> BeginningAsync(CancellationToken cancellationToken) =>
        UnixMicros.FromUnixMicros(await database.ReadAsync(session => events.OldestAsync(session, cancellationToken), cancellationToken));
}
