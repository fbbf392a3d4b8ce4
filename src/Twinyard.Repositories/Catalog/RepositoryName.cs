namespace Twinyard.Repositories.Catalog;

/// <summary>Names that become a folder and a part of a URL.</summary>
internal static class RepositoryName
{
    public static bool IsGood(string name) =>
        name.Length is >= 1 and <= 63
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && name[0] != '-'
        && name[^1] != '-';
}
