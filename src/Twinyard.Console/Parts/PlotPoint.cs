namespace Twinyard.WebConsole.Parts;

/// <summary>One value in time.</summary>
public readonly record struct PlotPoint(DateTimeOffset At, double Value);
