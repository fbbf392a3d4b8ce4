using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Twinyard.Signals.Alarms;

/// <summary>A comparison such as <c>&gt; 20</c>. A value for which it holds breaches.</summary>
internal sealed record AlarmThreshold(string Operator, double Value)
{
    private static readonly string[] Operators = [">=", "<=", ">", "<"];

    public bool IsUpper => Operator[0] == '>';

    public static bool TryParse(string text, [NotNullWhen(true)] out AlarmThreshold? threshold)
    {
        threshold = null;
        var trimmed = text.Trim();
        var found = Operators.FirstOrDefault(candidate => trimmed.StartsWith(candidate, StringComparison.Ordinal));
        if (found is null
            || !double.TryParse(trimmed[found.Length..], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || !double.IsFinite(value))
        {
            return false;
        }

        threshold = new AlarmThreshold(found, value);
        return true;
    }

    public bool IsBreachedBy(double value) => Operator switch
    {
        ">" => value > Value,
        ">=" => value >= Value,
        "<" => value < Value,
        _ => value <= Value,
    };

    public override string ToString() => $"{Operator} {Value.ToString("0.######", CultureInfo.InvariantCulture)}";
}
