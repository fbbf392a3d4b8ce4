namespace Twinyard.Signals.Metrics;

/// <summary>How the data points of a period become one value.</summary>
internal static class MetricStatistic
{
    public static IReadOnlyList<string> All { get; } = ["avg", "min", "max", "sum", "count"];

    /// <exception cref="ArgumentException">The statistic is not known; callers check it first.</exception>
    public static string Sql(string statistic) => statistic switch
    {
        "avg" => "avg(value)",
        "min" => "min(value)",
        "max" => "max(value)",
        "sum" => "sum(value)",
        "count" => "count(value)",
        _ => throw new ArgumentException($"'{statistic}' is not one of {string.Join(", ", All)}.", nameof(statistic)),
    };
}
