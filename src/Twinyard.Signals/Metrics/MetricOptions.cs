namespace Twinyard.Signals.Metrics;

/// <summary>Configuration section <c>Metrics</c>.</summary>
public sealed class MetricOptions
{
    public const string Section = "Metrics";

    /// <summary>Days that data points are kept.</summary>
    /// <value>450, CloudWatch's fifteen months.</value>
    public int RetentionDays { get; set; } = 450;
}
