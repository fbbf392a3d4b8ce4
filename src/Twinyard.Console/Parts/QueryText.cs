namespace Twinyard.WebConsole.Parts;

/// <summary>Addresses with a query.</summary>
internal static class QueryText
{
    /// <summary>Leaves out what is null or empty.</summary>
    public static string Of(string path, params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var address = path;
        foreach (var (name, value) in values)
        {
            if (value is { Length: > 0 })
            {
                address += $"{(address.Length == path.Length ? '?' : '&')}{name}={Uri.EscapeDataString(value)}";
            }
        }

        return address;
    }
}
