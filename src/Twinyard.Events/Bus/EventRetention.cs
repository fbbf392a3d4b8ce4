using Microsoft.Extensions.Options;
using Twinyard.Events.Delivery;
using Twinyard.Events.Replays;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;

namespace Twinyard.Events.Bus;

/// <summary>
/// Removes events after <see cref="EventsOptions.ArchiveDays"/>, though never one that a consumer or a replay has still to get or that a dead letter
/// may bring back, and dead letters after <see cref="EventsOptions.RetentionDays"/>. A consumer of an earlier version, whose position nobody moves any
/// more, holds nothing up.
/// </summary>
internal sealed class EventRetention(
    Database database,
    EventStore events,
    ConsumerStore positions,
    DeadLetterStore letters,
    RetryStore retries,
    ReplayStore replays,
    IEnumerable<IEventConsumer> consumers,
    IOptions<EventsOptions> options,
    TimeProvider time) : IBackgroundWork
{
    private const int Batch = 1000;

    public string Name => "event-retention";

    public TimeSpan Interval => TimeSpan.FromHours(1);

    public bool IsForElectedNode => true;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var before = Before(options.Value.RetentionDays);
        var archivedBefore = Before(options.Value.ArchiveDays ?? options.Value.RetentionDays);
        string[] names = [.. consumers.Select(consumer => consumer.Name)];
        int removed;
        do
        {
            removed = await database.WriteAsync(
                async session =>
                {
                    // A replay is added under the same lock, so none is overlooked.
                    await events.LockPositionAsync(session, cancellationToken);
                    return await events.RemoveBeforeAsync(session, archivedBefore, await positions.SlowestPositionAsync(session, names, cancellationToken), Batch, cancellationToken);
                },
                cancellationToken);
        }
        while (removed == Batch);

        await database.WriteAsync(
            async session =>
            {
                await letters.RemoveAsync(session, before, cancellationToken);
                await retries.RemoveOfOthersAsync(session, names, before, cancellationToken);
                await replays.RemoveAsync(session, archivedBefore, cancellationToken);
            },
            cancellationToken);
    }

    private long Before(int days) => (time.GetUtcNow() - TimeSpan.FromDays(days)).ToUnixMicros();
}
