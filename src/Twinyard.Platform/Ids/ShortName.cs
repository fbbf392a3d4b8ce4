namespace Twinyard.Platform.Ids;

/// <summary>The rule for names that people give to what is published or kept, such as layers and secrets.</summary>
public static class ShortName
{
    private const int Longest = 100;

    /// <summary>Small letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, the first a letter or a digit; at most 100.</summary>
    public static bool IsGood(string name) =>
        name.Length is > 0 and <= Longest
        && (char.IsAsciiLetterLower(name[0]) || char.IsAsciiDigit(name[0]))
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.');
}
