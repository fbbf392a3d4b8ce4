using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;

namespace Twinyard.Events.Bus;

/// <summary>
/// Brings events to consumers. Each consumer has a position; handling and moving it are one transaction, and the move checks
/// that no other node made it, so an event takes effect once. Several events share a transaction while all goes well; after a
/// failure they go one by one, so that only the one at fault is held up. Consumers do not wait for each other.
/// </summary>
internal sealed partial class EventDispatcher(
    IEnumerable<IEventConsumer> consumers,
    Database database,
    EventPlacing placing,
    EventStore events,
    ConsumerStore positions,
    DispatchSignal dispatch,
    IOptions<EventsOptions> options,
    TimeProvider time,
    Random random,
    ILogger<EventDispatcher> logger) : IBackgroundWork
{
    // Long enough to spare commits, short enough that other writers of SQLite hardly wait.
    private const int Batch = 50;

    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(30);

    private readonly IEventConsumer[] _consumers = [.. consumers];

    public string Name => "event-dispatch";

    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    public WorkSignal Signal => dispatch.Signal;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await placing.PlaceAsync(cancellationToken);
        await Task.WhenAll(_consumers.Select(consumer => CatchUpAsync(consumer, cancellationToken)));
    }

    private async Task CatchUpAsync(IEventConsumer consumer, CancellationToken cancellationToken)
    {
        var state = await PositionAsync(consumer.Name, cancellationToken);
        if (state.RetryAt > time.NowMicros())
        {
            return;
        }

        var position = state.Position;
        var failures = state.Failures;
        while (true)
        {
            var size = failures > 0 ? 1 : Batch;
            var batch = await AfterAsync(position, size, cancellationToken);
            if (batch.Count == 0)
            {
                return;
            }

            if (await TryHandleAsync(consumer, position, batch, cancellationToken) is not { } failure)
            {
                position = batch[^1].Sequence;
                failures = 0;
                continue;
            }

            if (failure is OvertakenException)
            {
                return;
            }

            if (batch.Count > 1)
            {
                // One of them is at fault; alone, it will show which.
                foreach (var row in batch)
                {
                    if (await TryHandleAsync(consumer, position, [row], cancellationToken) is { } alone)
                    {
                        if (alone is not OvertakenException)
                        {
                            await FailAsync(consumer, position, row, 1, alone, cancellationToken);
                        }

                        return;
                    }

                    position = row.Sequence;
                }

                continue;
            }

            if (!await FailAsync(consumer, position, batch[0], failures + 1, failure, cancellationToken))
            {
                return;
            }

            position = batch[0].Sequence;
            failures = 0;
        }
    }

    private async Task<IReadOnlyList<EventRow>> AfterAsync(long position, int size, CancellationToken cancellationToken)
    {
        Task<IReadOnlyList<EventRow>> ReadAsync() =>
            database.ReadAsync(session => events.AfterAsync(session, position, size, cancellationToken), cancellationToken);

        var batch = await ReadAsync();
        if (batch.Count > 0)
        {
            return batch;
        }

        // What was committed meanwhile, such as by handling the batch before, may still be without a place.
        await placing.PlaceAsync(cancellationToken);
        return await ReadAsync();
    }

    private async Task<ConsumerRow> PositionAsync(string name, CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(session => positions.FindAsync(session, name, cancellationToken), cancellationToken) is { } known)
        {
            return known;
        }

        await database.WriteAsync(session => positions.RegisterAsync(session, name, cancellationToken), cancellationToken);
        return new ConsumerRow { Position = 0, Failures = 0, RetryAt = 0 };
    }

    /// <returns>What went wrong; then nothing of the batch has happened.</returns>
    private async Task<Exception?> TryHandleAsync(
        IEventConsumer consumer, long position, IReadOnlyList<EventRow> batch, CancellationToken cancellationToken)
    {
        try
        {
            await database.WriteAsync(
                async session =>
                {
                    if (!await positions.TryAdvanceAsync(session, consumer.Name, position, batch[^1].Sequence, cancellationToken))
                    {
                        throw new OvertakenException();
                    }

                    foreach (var row in batch)
                    {
                        await consumer.HandleAsync(row.ToEnvelope(), session, cancellationToken);
                    }
                },
                cancellationToken);
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return e;
        }
    }

    /// <returns>True when the event is given up and the consumer has moved past it.</returns>
    private async Task<bool> FailAsync(
        IEventConsumer consumer, long position, EventRow row, long attempts, Exception failure, CancellationToken cancellationToken)
    {
        var error = $"{failure.GetType().Name}: {failure.Message}";
        if (attempts < options.Value.Attempts)
        {
            var wait = BackOff(attempts);
            LogFailed(failure, consumer.Name, row.Id, attempts, wait);
            await database.WriteAsync(
                session => positions.RecordFailureAsync(
                    session, consumer.Name, position, attempts, (time.GetUtcNow() + wait).ToUnixMicros(), error, cancellationToken),
                cancellationToken);
            return false;
        }

        LogGivenUp(failure, consumer.Name, row.Id, attempts);
        EventsMeter.DeadLetters.Add(1, new KeyValuePair<string, object?>("consumer", consumer.Name));
        await database.WriteAsync(
            async session =>
            {
                if (await positions.TryAdvanceAsync(session, consumer.Name, position, row.Sequence, cancellationToken))
                {
                    await positions.InsertDeadLetterAsync(session, consumer.Name, row, attempts, error, time.NowMicros(), cancellationToken);
                }
            },
            cancellationToken);
        return true;
    }

    // Doubling from half a second, and up to a quarter more by chance so that consumers do not fall into step.
    private TimeSpan BackOff(long failures) =>
        TimeSpan.FromSeconds(Math.Min(LongestBackOff.TotalSeconds, 0.5 * Math.Pow(2, failures - 1)) * (1 + (random.NextDouble() / 4)));

    /// <summary>Another node has moved this consumer's position: what was read is handled already.</summary>
    private sealed class OvertakenException : Exception;
}
