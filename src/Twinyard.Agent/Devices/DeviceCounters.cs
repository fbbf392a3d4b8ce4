namespace Twinyard.Agent.Devices;

/// <summary>What a device has done since it started.</summary>
public sealed class DeviceCounters
{
    private long _rows;
    private long _decisions;
    private long _acknowledged;
    private long _refused;

    /// <summary>Rows taken from the source.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    public long Decisions => Interlocked.Read(ref _decisions);

    /// <summary>Rows and decisions that the server has acknowledged.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Rows and decisions that the server refused for good; they are not sent again.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    internal void CountRow() => Interlocked.Increment(ref _rows);

    internal void CountDecision() => Interlocked.Increment(ref _decisions);

    internal void CountAcknowledged(int count) => Interlocked.Add(ref _acknowledged, count);

    internal void CountRefused(int count) => Interlocked.Add(ref _refused, count);
}
