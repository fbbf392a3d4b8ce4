namespace Twinyard.Agent.Devices;

/// <summary>For devices that forget: begins at the clock's milliseconds, so that the numbers are above those of an earlier life.</summary>
public sealed class MemorySequences(TimeProvider time) : ISequences
{
    private readonly long[] _next = [time.GetUtcNow().ToUnixTimeMilliseconds(), time.GetUtcNow().ToUnixTimeMilliseconds()];

    public long Next(SequenceKind kind) => Interlocked.Increment(ref _next[(int)kind]) - 1;
}
