using Twinyard.Events.Bus;

namespace Twinyard.Events.Delivery;

/// <summary>How a consumer's exception is kept.</summary>
internal static class Failure
{
    public static string Text(Exception failure) =>
        failure is UndeliverableException permanent ? $"{permanent.Code}: {permanent.Message}" : $"{failure.GetType().Name}: {failure.Message}";

    public static DeadLetterRow ToDeadLetter(string consumer, EventRow row, long attempts, long firstAt, long now, Exception failure, DeliveryVerdict verdict) => new()
    {
        Consumer = consumer,
        Sequence = row.Sequence,
        EventId = row.Id,
        Source = row.Source,
        DetailType = row.DetailType,
        Target = failure is UndeliverableException { Target: { Length: > 0 } target } ? target : consumer,
        Attempts = attempts,
        ErrorCode = failure is UndeliverableException { Code: var code } ? code : failure.GetType().Name,
        Error = Text(failure),
        Exhausted = verdict.Exhausted,
        FirstAt = firstAt,
        At = now,
    };
}
