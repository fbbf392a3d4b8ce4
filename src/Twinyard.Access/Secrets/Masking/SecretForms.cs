using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace Twinyard.Access.Secrets.Masking;

/// <summary>The forms in which a value shows up in what programs print: itself, each line of it, and as base64, in an address, in JSON, HTML, and quoted for Python and the shell.</summary>
internal static class SecretForms
{
    /// <summary>In characters. Shorter texts would be found where they mean something else.</summary>
    public const int Shortest = 6;

    // How base64, openssl and others break lines.
    private static readonly int[] LineWidths = [64, 76];

    public static IReadOnlySet<string> Of(string value)
    {
        var forms = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in new[] { value, value.ReplaceLineEndings("\n") }.Distinct(StringComparer.Ordinal))
        {
            forms.Add(text);
            forms.UnionWith(InAddresses(text));
            forms.UnionWith(Quoted(text));
            forms.UnionWith(Base64(Encoding.UTF8.GetBytes(text)));
        }

        // Whoever prints a line of a private key prints a part of the secret.
        forms.UnionWith(value.Split('\n').Select(line => line.Trim()));
        forms.RemoveWhere(form => form.Length < Shortest);
        return forms;
    }

    private static IEnumerable<string> InAddresses(string text)
    {
        // RFC 3986, Python's quote, JavaScript's encodeURIComponent.
        foreach (var kept in new[] { "-._~", "-._~/", "-_.~!'()*" })
        {
            var encoded = PercentEncoded(text, kept, "X2");
            yield return encoded;
            yield return encoded.Replace("%20", "+", StringComparison.Ordinal);
            encoded = PercentEncoded(text, kept, "x2");
            yield return encoded;
            yield return encoded.Replace("%20", "+", StringComparison.Ordinal);
        }

        yield return WebUtility.UrlEncode(text);
    }

    private static string PercentEncoded(string text, string kept, string hex)
    {
        var encoded = new StringBuilder();
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            var c = (char)unit;
            if (char.IsAsciiLetterOrDigit(c) || kept.Contains(c, StringComparison.Ordinal))
            {
                encoded.Append(c);
            }
            else
            {
                encoded.Append('%').Append(unit.ToString(hex, CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }

    private static IEnumerable<string> Quoted(string text)
    {
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);
        yield return JavaScriptEncoder.Default.Encode(text);
        yield return Escaped(text, '"', asciiOnly: false);
        yield return Escaped(text, '"', asciiOnly: true);
        yield return Escaped(text, '\'', asciiOnly: false);
        yield return Escaped(text, null, asciiOnly: false);
        yield return WebUtility.HtmlEncode(text);
        yield return WebUtility.HtmlEncode(text).Replace("&#39;", "&#x27;", StringComparison.Ordinal);
        yield return text.Replace("'", "'\\''", StringComparison.Ordinal);
    }

    private static string Escaped(string text, char? quote, bool asciiOnly)
    {
        var escaped = new StringBuilder();
        foreach (var c in text)
        {
            escaped = c switch
            {
                '\\' => escaped.Append(@"\\"),
                '\n' => escaped.Append(@"\n"),
                '\r' => escaped.Append(@"\r"),
                '\t' => escaped.Append(@"\t"),
                _ when c == quote => escaped.Append('\\').Append(c),
                > '\u007E' when asciiOnly => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    /// <summary>At each of the three places where it may begin within a larger text, such as <c>user:password</c>, in both alphabets.</summary>
    private static IEnumerable<string> Base64(byte[] bytes) =>
        from form in Base64AtEachPlace(bytes)
        from alphabet in new[] { form, form.Replace('+', '-').Replace('/', '_') }
        select alphabet;

    private static IEnumerable<string> Base64AtEachPlace(byte[] bytes)
    {
        for (var before = 0; before < 3; before++)
        {
            byte[] placed = [.. new byte[before], .. bytes];
            var text = Convert.ToBase64String(placed);
            // A character that also tells of a byte before or behind the value is not its alone.
            var start = before == 0 ? 0 : before + 1;
            yield return text[start..(placed.Length * 8 / 6)];
            yield return text[start..];
            yield return text[start..].TrimEnd('=');
        }

        var whole = Convert.ToBase64String(bytes);
        foreach (var line in LineWidths.Where(width => whole.Length > width).SelectMany(width => whole.Chunk(width)))
        {
            yield return new string(line);
        }
    }
}
