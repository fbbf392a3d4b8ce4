namespace Twinyard.Platform.Time;

/// <summary>Stored time: whole microseconds since 1970-01-01T00:00:00Z, in 64 bits, the same on every engine.</summary>
public static class UnixMicros
{
    public static long ToUnixMicros(this DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromUnixMicros(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset? FromUnixMicros(long? micros) => micros is { } value ? FromUnixMicros(value) : null;

    public static long NowMicros(this TimeProvider time) => time.GetUtcNow().ToUnixMicros();
}
