using Twinyard.Events.Bus;
using Twinyard.Platform.Time;

namespace Twinyard.Events.Delivery;

internal sealed class DeadLetterRow
{
    public required string Consumer { get; init; }

    public required long Sequence { get; init; }

    public required string EventId { get; init; }

    public required string Source { get; init; }

    public required string DetailType { get; init; }

    public required string Target { get; init; }

    public required long Attempts { get; init; }

    public required string ErrorCode { get; init; }

    public required string Error { get; init; }

    public required string Exhausted { get; init; }

    public required long FirstAt { get; init; }

    public required long At { get; init; }

    public string State { get; init; } = DeadLetterStore.Dead;

    public long Redrives { get; init; }

    public DeadLetter ToDeadLetter() => new(Consumer, Sequence, EventId, Source, DetailType, (int)Attempts, Error, UnixMicros.FromUnixMicros(At))
    {
        Target = Target,
        ErrorCode = ErrorCode,
        Exhausted = Exhausted,
        FirstAt = UnixMicros.FromUnixMicros(FirstAt),
        State = State,
        Redrives = (int)Redrives,
    };
}

internal sealed class DeadLetterStepRow
{
    public required long At { get; init; }

    public required string What { get; init; }

    public required long Attempts { get; init; }

    public required string Error { get; init; }

    public DeadLetterStep ToStep() => new(UnixMicros.FromUnixMicros(At), What, (int)Attempts, Error);
}
