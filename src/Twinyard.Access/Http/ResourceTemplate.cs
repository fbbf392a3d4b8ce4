using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Routing;

namespace Twinyard.Access.Http;

/// <summary>
/// <c>workflows:workflow/{name}</c> over route values. The values are those the handler gets, so what is decided on is what is
/// acted on.
/// </summary>
internal sealed class ResourceTemplate
{
    private static readonly ConcurrentDictionary<string, ResourceTemplate> Parsed = new(StringComparer.Ordinal);

    private readonly (string Text, bool IsValue)[] _parts;

    private ResourceTemplate(string template)
    {
        var parts = new List<(string, bool)>();
        var at = 0;
        while (at < template.Length)
        {
            var open = template.IndexOf('{', at);
            if (open < 0)
            {
                parts.Add((template[at..], false));
                break;
            }

            var close = template.IndexOf('}', open);
            if (close < 0)
            {
                throw new FormatException($"The resource template '{template}' has a brace that is not closed.");
            }

            parts.Add((template[at..open], false));
            parts.Add((template[(open + 1)..close].TrimStart('*'), true));
            at = close + 1;
        }

        _parts = [.. parts];
    }

    /// <summary>Templates are constants of endpoints, so the number kept is bounded.</summary>
    public static ResourceTemplate Of(string template) => Parsed.GetOrAdd(template, static text => new ResourceTemplate(text));

    /// <param name="missing">The value that the route does not have; null when all are there.</param>
    public string Fill(RouteValueDictionary values, out string? missing)
    {
        missing = null;
        var resource = new StringBuilder();
        foreach (var (text, isValue) in _parts)
        {
            if (!isValue)
            {
                resource.Append(text);
            }
            else if (values.TryGetValue(text, out var value) && value is not null)
            {
                resource.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
            }
            else
            {
                missing = text;
            }
        }

        return resource.ToString();
    }
}
