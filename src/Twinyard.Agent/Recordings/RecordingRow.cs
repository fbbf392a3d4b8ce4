namespace Twinyard.Agent.Recordings;

/// <summary>One line of a recording: a unit's measurements in one cycle.</summary>
/// <param name="Unit">The engine's number, from 1.</param>
/// <param name="Cycle">From 1.</param>
/// <param name="Values">In the order of <see cref="RecordingColumns.Names"/>.</param>
public readonly record struct RecordingRow(int Unit, int Cycle, double[] Values);
