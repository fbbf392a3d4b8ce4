using Twinyard.Platform.Data;

namespace Twinyard.Events.Bus;

/// <summary>
/// Takes every event of the bus in order. Handling and the consumer's position commit in one transaction, so what it writes
/// through the session happens exactly once per event. Effects outside the database go behind <see cref="DbSession.OnCommitted"/>
/// or into an outbox table.
/// </summary>
public interface IEventConsumer
{
    /// <summary>Stable name under which the position is kept.</summary>
    string Name { get; }

    Task HandleAsync(EventEnvelope envelope, DbSession session, CancellationToken cancellationToken);
}
