namespace Twinyard.Agent.Devices;

/// <summary>Numbers for a device's messages: rising, never given twice, also over restarts and crashes.</summary>
public interface ISequences
{
    long Next(SequenceKind kind);
}

public enum SequenceKind
{
    Telemetry = 0,
    Decision = 1,
}
