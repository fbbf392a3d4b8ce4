using System.Text.Json;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Time;

namespace Twinyard.Events.Bus;

internal sealed class EventBus(Database database, EventStore store, DispatchSignal dispatch, IIdGenerator ids, TimeProvider time) : IEventBus
{
    public Task<string> PublishAsync(NewEvent newEvent, CancellationToken cancellationToken) =>
        database.WriteAsync(session => PublishAsync(newEvent, session, cancellationToken), cancellationToken);

    public Task<string> PublishAsync(NewEvent newEvent, DbSession session, CancellationToken cancellationToken)
    {
        var id = newEvent.Id ?? ids.NewId().ToString();
        // Read now: the author may go on to change the detail before the commit.
        var row = new EventRow
        {
            Sequence = 0,
            Id = id,
            Source = newEvent.Source,
            DetailType = newEvent.DetailType,
            At = time.NowMicros(),
            Resources = JsonSerializer.Serialize(newEvent.Resources),
            Detail = newEvent.Detail.ToJsonString(),
        };
        session.WriteLast(row, (rows, last) => InsertAsync(rows, last, cancellationToken));
        return Task.FromResult(id);
    }

    private async Task InsertAsync(IReadOnlyList<EventRow> rows, DbSession session, CancellationToken cancellationToken)
    {
        await store.InsertAsync(session, rows, cancellationToken);
        session.OnCommitted(dispatch.Signal.Raise);
    }
}
