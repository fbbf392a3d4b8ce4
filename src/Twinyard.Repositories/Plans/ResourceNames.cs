namespace Twinyard.Repositories.Plans;

/// <summary>Names of resources, as declarations may give them.</summary>
internal static class ResourceNames
{
    public static bool IsGood(string name) =>
        name.Length is >= 1 and <= 63
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.');

    public static string Problem(string name) => $"'{name}' is not a name. Use 1 to 63 of a–z, 0–9, '-', '_' and '.', starting with a letter or digit.";
}
