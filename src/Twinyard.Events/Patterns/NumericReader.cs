using System.Text.Json;
using Twinyard.Platform.Results;

namespace Twinyard.Events.Patterns;

/// <summary><c>["=", x]</c>, one bound, or a lower and then an upper one.</summary>
internal static class NumericReader
{
    public static Result<PatternCondition> Read(JsonElement value, string text, string at)
    {
        var items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [];
        if (items.Length is not (2 or 4))
        {
            return PatternError.At(at, "an operator and a number are expected, once or twice, such as [\">=\", 0, \"<\", 10]");
        }

        var low = (Value: double.NegativeInfinity, Included: true);
        var high = (Value: double.PositiveInfinity, Included: true);
        for (var i = 0; i < items.Length; i += 2)
        {
            if (items[i + 1].ValueKind != JsonValueKind.Number || !double.IsFinite(items[i + 1].GetDouble()))
            {
                return PatternError.At(at, $"a number is expected after the operator, and not {items[i + 1].GetRawText()}");
            }

            var number = items[i + 1].GetDouble();
            switch (items[i].ValueKind == JsonValueKind.String ? items[i].GetString() : "")
            {
                case "=" when items.Length == 2:
                    return new ExactNumberCondition(text, number);
                case "=":
                    return PatternError.At(at, "'=' stands alone");
                case ">" or ">=" when i > 0:
                    return PatternError.At(at, "the lower bound comes first and the upper one second");
                case ">":
                    low = (number, false);
                    break;
                case ">=":
                    low = (number, true);
                    break;
                case "<" or "<=" when items.Length == 4 && i == 0:
                    return PatternError.At(at, "the lower bound comes first and the upper one second");
                case "<":
                    high = (number, false);
                    break;
                case "<=":
                    high = (number, true);
                    break;
                default:
                    return PatternError.At(at, $"{items[i].GetRawText()} is not one of =, <, <=, >, >=");
            }
        }

        return low.Value >= high.Value
            ? PatternError.At(at, "the lower bound must be below the upper one")
            : new NumericCondition(text, low.Value, low.Included, high.Value, high.Included);
    }
}
