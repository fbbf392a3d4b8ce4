namespace Twinyard.Twins.Processes;

/// <summary>A run's files in its folder.</summary>
/// <param name="Script">The script's full path.</param>
/// <param name="Tree">The id of the commit's tree; empty for files that came with the run.</param>
internal readonly record struct LaidOutRun(string Script, string Tree);
