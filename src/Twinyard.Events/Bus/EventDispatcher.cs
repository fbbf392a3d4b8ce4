using Microsoft.Extensions.Logging;
using Twinyard.Events.Delivery;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;

namespace Twinyard.Events.Bus;

/// <summary>
/// Brings events to consumers. Each consumer has a position; handling and moving it are one transaction, and the move checks
/// that no other node made it, so an event takes effect once. Several events share a transaction while all goes well; after a
/// failure they go one by one. The one at fault is tried a few times in its place and then set aside, where later ones pass it.
/// Consumers do not wait for each other.
/// </summary>
internal sealed partial class EventDispatcher(
    IEnumerable<IEventConsumer> consumers,
    Database database,
    EventPlacing placing,
    EventStore events,
    ConsumerStore positions,
    RetryStore retries,
    DeadLetterStore letters,
    RetryDelivery again,
    DeliveryPolicy policy,
    DispatchSignal dispatch,
    TimeProvider time,
    ILogger<EventDispatcher> logger) : IBackgroundWork
{
    // Long enough to spare commits, short enough that other writers of SQLite hardly wait.
    private const int Batch = 50;

    private readonly IEventConsumer[] _consumers = [.. consumers];

    public string Name => "event-dispatch";

    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    public WorkSignal Signal => dispatch.Signal;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await placing.PlaceAsync(cancellationToken);
        await Task.WhenAll(_consumers.Select(consumer => ServeAsync(consumer, cancellationToken)));
    }

    private async Task ServeAsync(IEventConsumer consumer, CancellationToken cancellationToken)
    {
        await CatchUpAsync(consumer, cancellationToken);
        await again.RunAsync(consumer, (failure, row, attempts, verdict) => Tell(consumer, row, attempts, failure, verdict), cancellationToken);
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
        var firstAt = state.FailingSince;
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

            // One of several is at fault; alone, it will show which.
            if (batch.Count > 1)
            {
                foreach (var row in batch)
                {
                    failure = await TryHandleAsync(consumer, position, [row], cancellationToken);
                    if (failure is null)
                    {
                        position = row.Sequence;
                        continue;
                    }

                    if (failure is OvertakenException || !await FailAsync(consumer, position, row, 1, time.NowMicros(), failure, cancellationToken))
                    {
                        return;
                    }

                    position = row.Sequence;
                    break;
                }

                continue;
            }

            if (!await FailAsync(consumer, position, batch[0], failures + 1, failures == 0 || firstAt == 0 ? time.NowMicros() : firstAt, failure, cancellationToken))
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
            // Lost with its position it is handled again, and nobody has seen the first time.
            await database.WriteRepeatableAsync(
                async session =>
                {
                    if (!await positions.TryAdvanceAsync(session, consumer.Name, position, batch[^1].Sequence, cancellationToken))
                    {
                        throw new OvertakenException();
                    }

                    foreach (var row in batch.Where(row => row.ReplayName is null || consumer.TakesReplays))
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

    /// <returns>True when the consumer has moved past the event, which is set aside or given up.</returns>
    private async Task<bool> FailAsync(
        IEventConsumer consumer, long position, EventRow row, long attempts, long firstAt, Exception failure, CancellationToken cancellationToken)
    {
        var verdict = policy.After(failure, attempts, firstAt);
        Tell(consumer, row, attempts, failure, verdict);
        var nextAt = (time.GetUtcNow() + verdict.Wait).ToUnixMicros();
        if (verdict.Next == NextStep.InPlace)
        {
            await database.WriteAsync(
                session => positions.RecordFailureAsync(session, consumer.Name, position, attempts, firstAt, nextAt, Failure.Text(failure), cancellationToken),
                cancellationToken);
            return false;
        }

        await database.WriteAsync(
            async session =>
            {
                if (!await positions.TryAdvanceAsync(session, consumer.Name, position, row.Sequence, cancellationToken))
                {
                    return;
                }

                if (verdict.Next == NextStep.Aside)
                {
                    await retries.AddAsync(
                        session,
                        new RetryRow { Consumer = consumer.Name, Sequence = row.Sequence, Attempts = attempts, FirstAt = firstAt, NextAt = nextAt },
                        cancellationToken);
                }
                else
                {
                    await letters.AddAsync(session, Failure.ToDeadLetter(consumer.Name, row, attempts, firstAt, time.NowMicros(), failure, verdict), cancellationToken);
                }
            },
            cancellationToken);
        return true;
    }

    private void Tell(IEventConsumer consumer, EventRow row, long attempts, Exception failure, DeliveryVerdict verdict)
    {
        if (verdict.Next != NextStep.DeadLetter)
        {
            LogFailed(failure, consumer.Name, row.Id, attempts, verdict.Wait);
            return;
        }

        LogGivenUp(failure, consumer.Name, row.Id, attempts);
        EventsMeter.DeadLetters.Add(1, new KeyValuePair<string, object?>("consumer", consumer.Name));
    }

    /// <summary>Another node has moved this consumer's position: what was read is handled already.</summary>
    private sealed class OvertakenException : Exception;
}
