using Microsoft.Extensions.Options;
using Twinyard.Events.Delivery;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;

namespace Twinyard.Events.Bus;

/// <summary>
/// Removes events after <see cref="EventsOptions.RetentionDays"/>, though never one that a consumer has still to get or that a dead letter
/// may bring back. A consumer of an
/// earlier version, whose position nobody moves any more, holds nothing up.
/// </summary>
internal sealed class EventRetention(
    Database database, EventStore events, ConsumerStore positions, DeadLetterStore letters, RetryStore retries, IEnumerable<IEventConsumer> consumers, IOptions<EventsOptions> options, TimeProvider time) : IBackgroundWork
{
    private const int Batch = 1000;

    public string Name => "event-retention";

    public TimeSpan Interval => TimeSpan.FromHours(1);

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - TimeSpan.FromDays(options.Value.RetentionDays)).ToUnixMicros();
        string[] names = [.. consumers.Select(consumer => consumer.Name)];
        int removed;
        do
        {
            removed = await database.WriteAsync(
                async session => await events.RemoveBeforeAsync(
                    session, before, await positions.SlowestPositionAsync(session, names, cancellationToken), Batch, cancellationToken),
                cancellationToken);
        }
        while (removed == Batch);

        await database.WriteAsync(
            async session =>
            {
                await letters.RemoveAsync(session, before, cancellationToken);
                await retries.RemoveOfOthersAsync(session, names, before, cancellationToken);
            },
            cancellationToken);
    }
}
