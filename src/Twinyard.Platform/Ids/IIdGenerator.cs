namespace Twinyard.Platform.Ids;

/// <summary>Where new identifiers come from, so that a test can foresee them.</summary>
public interface IIdGenerator
{
    /// <summary>A new UUID version 7 (RFC 9562): unique, and ordered by the time it was made.</summary>
    Guid NewId();
}

/// <summary>
/// Ids in the order in which this process made them, also within one millisecond and when the clock steps back: the 12 bits after the
/// version are a counter (RFC 9562, section 6.2, method 1).
/// </summary>
public sealed class TimeOrderedIdGenerator(TimeProvider time) : IIdGenerator
{
    private const int CounterBits = 12;

    private readonly Lock _gate = new();
    private long _last;

    public Guid NewId()
    {
        long stamp;
        lock (_gate)
        {
            stamp = Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds() << CounterBits, _last + 1);
            _last = stamp;
        }

        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(stamp >> CounterBits)).TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[6] = (byte)(0x70 | ((stamp >> 8) & 0x0F));
        bytes[7] = (byte)stamp;
        return new Guid(bytes, bigEndian: true);
    }
}
