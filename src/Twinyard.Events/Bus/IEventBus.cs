using Twinyard.Platform.Data;

namespace Twinyard.Events.Bus;

/// <summary>The environment's event bus. A published event is durable and reaches every consumer at least in order, once per consumer.</summary>
public interface IEventBus
{
    /// <summary>Publishes by itself. Returns when the event is durable.</summary>
    /// <returns>The event's id.</returns>
    Task<string> PublishAsync(NewEvent newEvent, CancellationToken cancellationToken);

    /// <summary>
    /// Publishes with the unit of work: it happened if and only if the work commits. The event is written as the last part of that work;
    /// before, it is not in the database. It takes its place on the bus after the commit, behind every event that was committed before the
    /// work published it.
    /// </summary>
    Task<string> PublishAsync(NewEvent newEvent, DbSession session, CancellationToken cancellationToken);
}
