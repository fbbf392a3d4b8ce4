namespace Twinyard.Access.Policies;

/// <summary>
/// <c>*</c> (any run of characters, also none) and <c>?</c> (exactly one). Going back only to the latest star bounds a match by
/// pattern length × text length, whatever the pattern.
/// </summary>
internal static class Glob
{
    // Non-characters of Unicode stand for the wildcards, so that text put in for a variable is never read as one.
    private const char Star = '\uFFFF';
    private const char One = '\uFFFE';

    /// <summary>The pattern of a text in which <c>*</c> and <c>?</c> are wildcards.</summary>
    public static string Pattern(string text) => text.Replace('*', Star).Replace('?', One);

    /// <summary>Whether the text could be taken for a wildcard where it is put into a pattern.</summary>
    public static bool Disturbs(ReadOnlySpan<char> text) => text.ContainsAny(Star, One);

    /// <param name="pattern">Of <see cref="Pattern"/>.</param>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int p = 0, t = 0, afterStar = -1, retryFrom = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == Star)
            {
                afterStar = ++p;
                retryFrom = t;
            }
            else if (p < pattern.Length && (pattern[p] == One || pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (afterStar >= 0)
            {
                p = afterStar;
                t = ++retryFrom;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart(Star).IsEmpty;
    }
}
