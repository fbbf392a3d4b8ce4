namespace Twinyard.Agent.Recordings;

/// <summary>A recording cannot be read. The message names the file, the line and what to do.</summary>
public sealed class RecordingException(string file, int line, string problem)
    : Exception(line == 0 ? $"{file}: {problem}" : $"{file}({line}): {problem}")
{
    public string File { get; } = file;

    /// <summary>1-based; 0 when it is about the file as a whole.</summary>
    public int Line { get; } = line;
}
