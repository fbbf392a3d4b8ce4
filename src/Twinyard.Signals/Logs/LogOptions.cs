namespace Twinyard.Signals.Logs;

/// <summary>Configuration section <c>Logs</c>.</summary>
public sealed class LogOptions
{
    public const string Section = "Logs";

    /// <summary>Longest stream; what comes after is counted and dropped.</summary>
    /// <value>50 MB.</value>
    public long MaximumStreamBytes { get; set; } = 50L * 1024 * 1024;

    /// <summary>Days after its last line that a stream is kept.</summary>
    /// <value>30.</value>
    public int RetentionDays { get; set; } = 30;
}
