namespace Twinyard.Access.Policies;

/// <summary>
/// <c>*</c> (any run of characters, also none) and <c>?</c> (exactly one). Going back only to the latest star bounds a match by
/// pattern length × text length, whatever the pattern.
/// </summary>
internal sealed class WildcardPattern
{
    // Non-characters of Unicode stand for the wildcards, so that text put in for a variable is never read as one.
    private const char Star = '\uFFFF';
    private const char One = '\uFFFE';

    private readonly string _pattern;
    private readonly bool _hasVariable;
    private readonly bool _ignoreCase;

    private WildcardPattern(string pattern, bool ignoreCase)
    {
        _pattern = (ignoreCase ? pattern.ToLowerInvariant() : pattern).Replace('*', Star).Replace('?', One);
        _ignoreCase = ignoreCase;
        _hasVariable = !ignoreCase && pattern.Contains(PolicyVariables.PrincipalName, StringComparison.Ordinal);
    }

    public static WildcardPattern ForAction(string pattern) => new(pattern, ignoreCase: true);

    public static WildcardPattern ForResource(string pattern) => new(pattern, ignoreCase: false);

    public bool Matches(string text, string principalName)
    {
        if (!_hasVariable)
        {
            return MatchesGlob(_pattern, _ignoreCase ? text.ToLowerInvariant() : text);
        }

        return !principalName.AsSpan().ContainsAny(Star, One)
            && MatchesGlob(_pattern.Replace(PolicyVariables.PrincipalName, principalName, StringComparison.Ordinal), text);
    }

    private static bool MatchesGlob(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
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
