using System.Globalization;

namespace Twinyard.Bench;

/// <summary>Prints <c>RESULT name value unit (min, median, max)</c>, the form that the peers' scripts print too.</summary>
internal static class BenchResult
{
    public static void Print(string name, IReadOnlyList<double> values, string unit)
    {
        var sorted = values.Order().ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"RESULT {name} {sorted[sorted.Length / 2]:0.##} {unit} (min {sorted[0]:0.##}, max {sorted[^1]:0.##}, n {sorted.Length})"));
    }
}
