using System.Text;
using System.Text.RegularExpressions;
using Twinyard.Access.Policies.Requests;

namespace Twinyard.Access.Policies;

/// <summary>
/// A text of a policy with variables: <c>${key}</c> stands for a value of the request, <c>${key, 'else'}</c> for another text where there is none, and
/// <c>${*}</c>, <c>${?}</c>, <c>${$}</c> for these characters themselves.
/// </summary>
internal sealed partial class PolicyTemplate
{
    private readonly Part[] _parts;
    private readonly string? _fixed;

    private PolicyTemplate(Part[] parts)
    {
        _parts = parts;
        _fixed = Array.TrueForAll(parts, part => part.Key is null) ? string.Concat(parts.Select(part => part.Text)) : null;
    }

    /// <summary>The request's keys that stand in it.</summary>
    public IEnumerable<string> Keys => _parts.Select(part => part.Key).OfType<string>();

    /// <param name="wildcards">Whether <c>*</c> and <c>?</c> of the text itself are wildcards of <see cref="Glob"/>.</param>
    /// <param name="problem">What is wrong with it, where the answer is null.</param>
    public static PolicyTemplate? Parse(string text, bool wildcards, out string? problem)
    {
        problem = Glob.Disturbs(text) ? "The text has a character that is none in Unicode." : null;
        var parts = new List<Part>();
        var at = 0;
        while (problem is null && text.IndexOf("${", at, StringComparison.Ordinal) is >= 0 and var start)
        {
            parts.Add(Literal(text[at..start]));
            var end = text.IndexOf('}', start);
            var variable = end < 0 ? text[start..] : text[start..(end + 1)];
            at = start + variable.Length;
            if (variable is "${*}" or "${?}" or "${$}")
            {
                parts.Add(new Part(variable[2..3], null));
            }
            else if (Variable().Match(variable) is { Success: true } match)
            {
                parts.Add(new Part(match.Groups["else"] is { Success: true } otherwise ? otherwise.Value : null, match.Groups["key"].Value));
            }
            else
            {
                problem = $"'{variable}' is not a policy variable. Write ${{key}} with a key of the request, or ${{key, 'otherwise'}}.";
            }
        }

        if (problem is not null)
        {
            return null;
        }

        parts.Add(Literal(text[at..]));
        return new PolicyTemplate([.. parts]);

        Part Literal(string literal) => new(wildcards ? Glob.Pattern(literal) : literal, null);
    }

    /// <returns>Null when a variable has no value, several, or one that could not be told from a wildcard: then nothing equals the text.</returns>
    public string? Fill(IAccessContext context)
    {
        if (_fixed is not null)
        {
            return _fixed;
        }

        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            var filled = part.Key is not { } key ? part.Text : context.Values(key) is [var value] ? value : part.Text;
            if (filled is null || (part.Key is not null && Glob.Disturbs(filled)))
            {
                return null;
            }

            text.Append(filled);
        }

        return text.ToString();
    }

    [GeneratedRegex(@"^\$\{\s*(?<key>[\w:./@+=-]+)\s*(,\s*'(?<else>[^'{}]*)'\s*)?\}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();

    /// <param name="Text">The text itself; of a variable what stands for it where the request has no value.</param>
    private readonly record struct Part(string? Text, string? Key);
}
