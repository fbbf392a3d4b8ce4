using System.Buffers;
using System.Text;

namespace Twinyard.Access.Secrets.Masking;

/// <summary>
/// Finds values of secrets, in any of their <see cref="SecretForms"/>, and puts <c>***</c> in their place. What overlaps is covered as a whole; everything else stays as it is.
/// One is made for a run; any number of texts can be masked with it at the same time.
/// </summary>
public sealed class SecretMask
{
    /// <summary>What stands in place of a value.</summary>
    public const string Cover = "***";

    private readonly string[] _forms;
    private readonly SearchValues<string> _beginnings;

    private SecretMask(IEnumerable<string> forms)
    {
        // The longest that is there counts, and it is the first that is found.
        _forms = [.. forms.OrderByDescending(form => form.Length)];
        // Looked for by what they begin with, so that long values cost no more than short ones.
        _beginnings = SearchValues.Create([.. _forms.Select(form => form[..SecretForms.Shortest]).Distinct(StringComparer.Ordinal)], StringComparison.Ordinal);
    }

    /// <returns>Null where there is nothing to mask.</returns>
    public static SecretMask? Of(IEnumerable<string> values)
    {
        var forms = values.SelectMany(SecretForms.Of).ToHashSet(StringComparer.Ordinal);
        return forms.Count == 0 ? null : new SecretMask(forms);
    }

    /// <summary>Whether a text has a value in it.</summary>
    public bool Finds(string text) => Find(text, 0, isLast: true) is var at and >= 0 && FindsFrom(text, at);

    /// <summary>Whether the whole text is a value.</summary>
    public bool Is(string text) => Array.IndexOf(_forms, text) >= 0;

    /// <summary>A text that is there as a whole.</summary>
    /// <returns>The same text where it has no value in it.</returns>
    public string Apply(string text)
    {
        if (!Finds(text))
        {
            return text;
        }

        var masked = new StringBuilder(text.Length);
        var stream = new MaskedText(this);
        stream.Write(text, masked);
        stream.Finish(masked);
        return masked.ToString();
    }

    /// <summary>Where the next value may begin: its first characters are there, or the text ends before that is known.</summary>
    internal int Find(ReadOnlySpan<char> text, int from, bool isLast)
    {
        var found = text[from..].IndexOfAny(_beginnings);
        if (found >= 0 || isLast)
        {
            return found < 0 ? -1 : from + found;
        }

        for (var at = Math.Max(from, text.Length - SecretForms.Shortest + 1); at < text.Length; at++)
        {
            foreach (var form in _forms)
            {
                if (form.AsSpan().StartsWith(text[at..]))
                {
                    return at;
                }
            }
        }

        return -1;
    }

    /// <summary>The length of the longest value that the text begins with; 0 for none.</summary>
    /// <param name="isOpen">Whether the text ends within what may become a longer one.</param>
    internal int Match(ReadOnlySpan<char> text, out bool isOpen)
    {
        isOpen = false;
        foreach (var form in _forms)
        {
            if (form.Length > text.Length)
            {
                isOpen |= form.AsSpan().StartsWith(text);
            }
            else if (text.StartsWith(form))
            {
                return form.Length;
            }
        }

        return 0;
    }

    private bool FindsFrom(string text, int at)
    {
        while (at >= 0)
        {
            if (Match(text.AsSpan(at), out _) > 0)
            {
                return true;
            }

            at = Find(text, at + 1, isLast: true);
        }

        return false;
    }
}
