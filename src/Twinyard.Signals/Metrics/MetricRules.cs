using Twinyard.Platform.Results;

namespace Twinyard.Signals.Metrics;

/// <summary>What a data point from outside must keep to.</summary>
internal static class MetricRules
{
    public const string SystemNamespace = "twinyard/";
    public const int MaximumData = 10_000;
    private const int MaximumName = 255;
    private const int MaximumDimensions = 30;

    /// <returns>What is wrong, or null.</returns>
    public static string? Check(MetricDatum datum)
    {
        if (!IsName(datum.Namespace) || !IsName(datum.Name))
        {
            return $"namespace and name have 1 to {MaximumName} characters, none of them a control character.";
        }

        if (datum.Namespace.StartsWith(SystemNamespace, StringComparison.OrdinalIgnoreCase))
        {
            return $"the namespace '{datum.Namespace}' belongs to the system; choose one that does not begin with {SystemNamespace}";
        }

        if (!double.IsFinite(datum.Value))
        {
            return $"the value of '{datum.Name}' is not a finite number.";
        }

        if (datum.Dimensions.Count > MaximumDimensions || datum.Dimensions.Any(dimension => !IsName(dimension.Key) || dimension.Value.Length > MaximumName))
        {
            return $"'{datum.Name}' has at most {MaximumDimensions} dimensions, keys and values of at most {MaximumName} characters.";
        }

        return datum.Unit.Length > MaximumName ? $"the unit of '{datum.Name}' is longer than {MaximumName} characters." : null;
    }

    public static Error TooMany(string where, int limit) =>
        new LimitError("metrics-too-many", $"{where} holds more than {limit:N0} data points.", "Aggregate before putting, or write rows into a table.");

    private static bool IsName(string name) => name.Length is >= 1 and <= MaximumName && !name.Any(char.IsControl);
}
