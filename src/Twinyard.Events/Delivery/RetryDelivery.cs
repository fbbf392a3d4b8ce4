using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;

namespace Twinyard.Events.Delivery;

/// <summary>
/// Tries consumers again on events that were set aside or redriven. Taking the event out of the list and handling it are one
/// transaction, so it takes effect once, whichever node does it.
/// </summary>
internal sealed class RetryDelivery(Database database, EventStore events, RetryStore retries, DeadLetterStore letters, DeliveryPolicy policy, TimeProvider time)
{
    private const int Batch = 50;

    /// <summary>Each event that is due once; what failed is due later.</summary>
    /// <param name="onFailure">Told of each failure, with the attempts and what comes next.</param>
    public async Task RunAsync(IEventConsumer consumer, Action<Exception, EventRow, long, DeliveryVerdict> onFailure, CancellationToken cancellationToken)
    {
        IReadOnlyList<RetryRow> due;
        do
        {
            due = await database.ReadAsync(session => retries.DueAsync(session, consumer.Name, time.NowMicros(), Batch, cancellationToken), cancellationToken);
            foreach (var row in due)
            {
                await TryAsync(consumer, row, onFailure, cancellationToken);
            }
        }
        while (due.Count == Batch);
    }

    private async Task TryAsync(
        IEventConsumer consumer, RetryRow row, Action<Exception, EventRow, long, DeliveryVerdict> onFailure, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(session => events.AfterAsync(session, row.Sequence - 1, 1, cancellationToken), cancellationToken);
        if (found is not [{ } at] || at.Sequence != row.Sequence)
        {
            // The event is kept as long as somebody has still to get it; without it there is nothing to try.
            await database.WriteAsync(session => retries.TryTakeAsync(session, row, cancellationToken), cancellationToken);
            return;
        }

        try
        {
            await database.WriteAsync(
                async session =>
                {
                    if (await retries.TryTakeAsync(session, row, cancellationToken))
                    {
                        await consumer.HandleAsync(at.ToEnvelope(), session, cancellationToken);
                        await letters.DeliveredAsync(session, row.Consumer, row.Sequence, row.Attempts + 1, time.NowMicros(), cancellationToken);
                    }
                },
                cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            await FailAsync(row, at, e, onFailure, cancellationToken);
        }
    }

    private async Task FailAsync(
        RetryRow row, EventRow at, Exception failure, Action<Exception, EventRow, long, DeliveryVerdict> onFailure, CancellationToken cancellationToken)
    {
        var attempts = row.Attempts + 1;
        var verdict = policy.After(failure, attempts, row.FirstAt);
        onFailure(failure, at, attempts, verdict);
        await database.WriteAsync(
            async session =>
            {
                if (verdict.Next != NextStep.DeadLetter)
                {
                    await retries.PostponeAsync(session, row, (time.GetUtcNow() + verdict.Wait).ToUnixMicros(), cancellationToken);
                }
                else if (await retries.TryTakeAsync(session, row, cancellationToken))
                {
                    await letters.AddAsync(session, Failure.ToDeadLetter(row.Consumer, at, attempts, row.FirstAt, time.NowMicros(), failure, verdict), cancellationToken);
                }
            },
            cancellationToken);
    }
}
