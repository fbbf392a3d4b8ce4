namespace Twinyard.Warehouse.Duck;

internal static class SqlName
{
    /// <summary>An identifier in double quotes.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
