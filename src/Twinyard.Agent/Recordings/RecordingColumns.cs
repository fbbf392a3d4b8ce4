namespace Twinyard.Agent.Recordings;

/// <summary>
/// Columns of C-MAPSS recordings (Saxena et al., "Damage Propagation Modeling for Aircraft Engine Run-to-Failure Simulation",
/// PHM 2008): unit, cycle, three operational settings, 21 sensors; separated by white space, no header.
/// </summary>
public static class RecordingColumns
{
    public const int Settings = 3;
    public const int Sensors = 21;

    /// <summary>Columns of a line: unit and cycle come before the values.</summary>
    public const int LineColumns = 2 + Settings + Sensors;

    /// <summary><c>setting1</c> to <c>setting3</c>, then <c>s1</c> to <c>s21</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Enumerable.Range(1, Settings).Select(i => $"setting{i}"), .. Enumerable.Range(1, Sensors).Select(i => $"s{i}")];
}
