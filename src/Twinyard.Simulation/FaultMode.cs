namespace Twinyard.Simulation;

/// <summary>Which part of the engine wears, and so which sensors answer and how.</summary>
public enum FaultMode
{
    /// <summary>The compressor: as the only fault of C-MAPSS FD001.</summary>
    Compressor,

    /// <summary>The fan: the second fault of C-MAPSS FD003. Some sensors answer the other way round.</summary>
    Fan,
}
