using System.Globalization;

namespace Twinyard.WebConsole.Parts;

/// <summary>A share as the width of a bar.</summary>
internal static class BarWidth
{
    public static string Of(double part, double whole) =>
        string.Create(CultureInfo.InvariantCulture, $"width:{(whole > 0 ? Math.Clamp(100 * part / whole, 0, 100) : 0):0.#}%");
}
