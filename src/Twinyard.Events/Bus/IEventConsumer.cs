using Twinyard.Platform.Data;

namespace Twinyard.Events.Bus;

/// <summary>
/// Takes the events of the bus in order. Handling and the consumer's position commit in one transaction, so what it writes
/// through the session happens exactly once per event. Effects outside the database go behind <see cref="DbSession.OnCommitted"/>
/// or into an outbox table.
/// </summary>
public interface IEventConsumer
{
    /// <summary>Stable name under which the position is kept.</summary>
    string Name { get; }

    /// <summary>
    /// Whether events that a replay publishes are handled too. Who keeps books or tells people has handled the original, and passes the repetition over.
    /// </summary>
    bool TakesReplays => false;

    Task HandleAsync(EventEnvelope envelope, DbSession session, CancellationToken cancellationToken);
}
