namespace Twinyard.Agent.Spools;

/// <summary>
/// Messages on their way to the server, each until it is acknowledged. Bounded: when it is full the oldest telemetry goes first,
/// then the oldest decisions, and every loss is counted. Reading moves a cursor; acknowledging removes. Thread-safe.
/// </summary>
public interface ISpool : IDisposable
{
    /// <summary>Waiting, acknowledged ones not counted.</summary>
    long Bytes { get; }

    /// <summary>Dropped because the spool was full, or not readable any more when it was opened.</summary>
    long Lost { get; }

    void Append(SpoolPriority priority, ReadOnlySpan<byte> payload);

    /// <summary>The next message that was not read since the last <see cref="Rewind"/>, decisions before telemetry.</summary>
    bool TryRead(SpoolPriority priority, out SpooledMessage message);

    /// <summary>Removes a message and all before it of its priority.</summary>
    void Acknowledge(SpooledMessage message);

    /// <summary>After a lost connection: everything that is not acknowledged is read again.</summary>
    void Rewind();

    /// <summary>Makes what was appended durable, as far as the spool has a disk.</summary>
    void Flush();
}

/// <summary>The order in which messages leave; the lower ones are lost first.</summary>
public enum SpoolPriority
{
    Decision = 0,
    Telemetry = 1,
}

/// <param name="Id">Rises by one in each priority.</param>
public readonly record struct SpooledMessage(SpoolPriority Priority, long Id, byte[] Payload);
