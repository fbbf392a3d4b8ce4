using System.Globalization;

namespace Twinyard.WebConsole.Pages.Fleet;

/// <summary>A row of the warehouse's <c>decisions</c>, in the order of the panel's query.</summary>
public sealed record DecisionRow(string Id, string Decision, string Entity, long Step, double Prediction, string Model, string Version, DateTimeOffset At)
{
    internal static DecisionRow Of(IReadOnlyList<object?> row) => new(
        Text(row[0]), Text(row[1]), Text(row[2]), Convert.ToInt64(row[3], CultureInfo.InvariantCulture),
        Convert.ToDouble(row[4], CultureInfo.InvariantCulture), Text(row[5]), Text(row[6]),
        new DateTimeOffset(DateTime.SpecifyKind(Convert.ToDateTime(row[7], CultureInfo.InvariantCulture), DateTimeKind.Utc)));

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
