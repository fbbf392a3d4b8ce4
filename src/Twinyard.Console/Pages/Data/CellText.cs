using System.Collections;
using System.Globalization;

namespace Twinyard.WebConsole.Pages.Data;

/// <summary>A value of the warehouse as text, the same on every machine.</summary>
internal static class CellText
{
    public static string Of(object? value) => value switch
    {
        null => "",
        string text => text,
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        IDictionary map => "{" + string.Join(", ", map.Keys.Cast<object>().Select(key => $"{Of(key)}: {Of(map[key])}")) + "}",
        IEnumerable list => "[" + string.Join(", ", list.Cast<object?>().Select(Of)) + "]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    public static bool IsNumber(string type) =>
        type.EndsWith("INT", StringComparison.Ordinal) || type is "BIGINT" or "INTEGER" or "DOUBLE" or "FLOAT" or "REAL" || type.StartsWith("DECIMAL", StringComparison.Ordinal);
}
