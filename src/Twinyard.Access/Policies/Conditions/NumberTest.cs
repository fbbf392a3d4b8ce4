using System.Globalization;
using Twinyard.Access.Policies.Requests;

namespace Twinyard.Access.Policies.Conditions;

/// <summary>Decimal numbers, exactly, of up to 28 digits.</summary>
internal sealed class NumberTest(Comparison comparison, decimal number) : ValueTest
{
    public static NumberTest? Create(Comparison comparison, string value, out string? problem)
    {
        problem = TryRead(value, out var number) ? null : $"'{value}' is not a number.";
        return problem is null ? new NumberTest(comparison, number) : null;
    }

    public override bool Matches(string value, IAccessContext context) => TryRead(value, out var read) && Compare(read, comparison, number);

    private static bool TryRead(string text, out decimal number) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
