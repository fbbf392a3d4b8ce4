namespace Twinyard.Platform.Manifests;

/// <summary>" Did you mean 'x'?" for the nearest known word by edit distance, or nothing when none is near.</summary>
public static class Suggestion
{
    public static string For(string word, ReadOnlySpan<string> known)
    {
        var best = "";
        var bestDistance = Math.Max(2, word.Length / 3) + 1;
        foreach (var candidate in known)
        {
            var distance = Distance(word, candidate);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best.Length == 0 ? "" : $" Did you mean '{best}'?";
    }

    // Levenshtein distance, two rows.
    private static int Distance(string a, string b)
    {
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(Math.Min(previous[j], current[j - 1]) + 1, substitution);
            }

            (previous, current) = (current, previous);
        }

        return previous[b.Length];
    }
}
