using System.Text.Json;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Time;

namespace Twinyard.Events.Bus;

internal sealed class EventBus(Database database, EventStore store, DispatchSignal dispatch, IIdGenerator ids, TimeProvider time) : IEventBus
{
    public Task<string> PublishAsync(NewEvent newEvent, CancellationToken cancellationToken) =>
        database.WriteAsync(session => PublishAsync(newEvent, session, cancellationToken), cancellationToken);

    public async Task<string> PublishAsync(NewEvent newEvent, DbSession session, CancellationToken cancellationToken)
    {
        var row = new EventRow
        {
            Sequence = await store.NextSequenceAsync(session, cancellationToken),
            Id = newEvent.Id ?? ids.NewId().ToString(),
            Source = newEvent.Source,
            DetailType = newEvent.DetailType,
            At = time.NowMicros(),
            Resources = JsonSerializer.Serialize(newEvent.Resources),
            Detail = newEvent.Detail.ToJsonString(),
        };
        if (await store.InsertAsync(session, row, cancellationToken) > 0)
        {
            session.OnCommitted(dispatch.Signal.Raise);
        }

        return row.Id;
    }
}
