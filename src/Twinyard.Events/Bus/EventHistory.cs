using System.Globalization;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;

namespace Twinyard.Events.Bus;

internal sealed class EventHistory(Database database, EventPlacing placing, EventStore events, ConsumerStore consumers) : IEventHistory
{
    public async Task<Page<EventEnvelope>> ListAsync(string? source, string? detailType, PageRequest page, CancellationToken cancellationToken)
    {
        // What was published a moment ago is in the list, also when the dispatcher has not seen it yet.
        await placing.PlaceAsync(cancellationToken);
        var before = long.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : long.MaxValue;
        var rows = await database.ReadAsync(
            session => events.BeforeAsync(session, source, detailType, before, page.Size + 1, cancellationToken), cancellationToken);
        return Page<EventRow>.Cut(rows, page.Size, row => row.Sequence.ToString(CultureInfo.InvariantCulture)).Map(row => row.ToEnvelope());
    }

    public async Task<IReadOnlyList<ConsumerState>> ListConsumersAsync(CancellationToken cancellationToken)
    {
        await placing.PlaceAsync(cancellationToken);
        return await database.ReadAsync(session => consumers.ListAsync(session, cancellationToken), cancellationToken);
    }
}
