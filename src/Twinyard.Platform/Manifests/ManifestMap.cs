using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Twinyard.Platform.Manifests;

/// <summary>
/// Reads a mapping strictly. Every key that was asked for is known; <see cref="RejectUnknownKeys"/> reports the rest with a
/// suggestion. Readers of a bad value report it and give the default, so that reading goes on to the next problem.
/// </summary>
public sealed class ManifestMap
{
    private readonly YamlMappingNode _node;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    internal ManifestMap(YamlMappingNode node, string path, ManifestProblems problems)
    {
        _node = node;
        Path = path;
        Problems = problems;
    }

    /// <summary>Dotted path from the root, empty at the root.</summary>
    public string Path { get; }

    public ManifestProblems Problems { get; }

    public int Line => (int)_node.Start.Line;

    public IEnumerable<string> Keys => _node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "");

    public bool Has(string key) => Find(key) is not null;

    /// <summary>The value's text, or null where the key is absent; a required key that is absent is a problem.</summary>
    public string? Text(string key, bool required = false) => Value(key, required)?.AsText();

    public string Text(string key, string absent) => Value(key)?.AsText() ?? absent;

    public long Integer(string key, long absent, long minimum = long.MinValue, long maximum = long.MaxValue)
    {
        if (Value(key) is not { } value || value.AsText() is not { } text)
        {
            return absent;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || number < minimum || number > maximum)
        {
            value.Report($"'{text}' is not a whole number{Range(minimum, maximum)}.");
            return absent;
        }

        return number;
    }

    public double? Number(string key, bool required = false)
    {
        if (Value(key, required) is not { } value || value.AsText() is not { } text)
        {
            return null;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            value.Report($"'{text}' is not a number.");
            return null;
        }

        return number;
    }

    public bool Boolean(string key, bool absent)
    {
        if (Value(key) is not { } value || value.AsText() is not { } text)
        {
            return absent;
        }

        if (bool.TryParse(text, out var flag))
        {
            return flag;
        }

        value.Report($"'{text}' is neither true nor false.");
        return absent;
    }

    /// <summary>A duration such as <c>500ms</c>, <c>60s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c>.</summary>
    public TimeSpan Duration(string key, TimeSpan absent)
    {
        if (Value(key) is not { } value || value.AsText() is not { } text)
        {
            return absent;
        }

        if (DurationText.TryParse(text, out var duration))
        {
            return duration;
        }

        value.Report($"'{text}' is not a duration. Write a number and a unit: 500ms, 60s, 5m, 2h, 1d.");
        return absent;
    }

    /// <summary>One of the given words; the message suggests the nearest.</summary>
    public string Choice(string key, string absent, params ReadOnlySpan<string> choices)
    {
        if (Value(key) is not { } value || value.AsText() is not { } text)
        {
            return absent;
        }

        foreach (var choice in choices)
        {
            if (choice == text)
            {
                return text;
            }
        }

        value.Report($"'{text}' is not one of {string.Join(", ", choices.ToArray())}.{Suggestion.For(text, choices)}");
        return absent;
    }

    public ManifestMap? Map(string key, bool required = false) => Value(key, required)?.AsMap();

    /// <summary>The list's items; empty where the key is absent. A single scalar is not a list.</summary>
    public IReadOnlyList<ManifestValue> List(string key, bool required = false) => Value(key, required)?.AsList() ?? [];

    /// <summary>A list of texts, or one text alone.</summary>
    public IReadOnlyList<string> Texts(string key, bool required = false) => Value(key, required)?.AsTexts() ?? [];

    public ManifestValue? Value(string key, bool required = false)
    {
        _known.Add(key);
        if (Find(key) is { } node)
        {
            return new ManifestValue(node, Join(key), Problems);
        }

        if (required)
        {
            Problems.Add(Line, (int)_node.Start.Column, Join(key), "This key is required and missing.");
        }

        return null;
    }

    /// <summary>The place of a key, for a problem found later.</summary>
    public void Report(string key, string message)
    {
        var node = Find(key);
        Problems.Add((int)(node?.Start.Line ?? _node.Start.Line), (int)(node?.Start.Column ?? _node.Start.Column), Join(key), message);
    }

    public Results.Problem Place(string key, string message)
    {
        var node = Find(key);
        return new(Problems.File, (int)(node?.Start.Line ?? _node.Start.Line), (int)(node?.Start.Column ?? _node.Start.Column), Join(key), message);
    }

    /// <summary>Call last: reports every key that no reader asked for.</summary>
    public void RejectUnknownKeys()
    {
        foreach (var node in _node.Children.Keys)
        {
            var key = (node as YamlScalarNode)?.Value ?? node.ToString();
            if (!_known.Contains(key))
            {
                Problems.Add((int)node.Start.Line, (int)node.Start.Column, Join(key), $"This key is not known here.{Suggestion.For(key, [.. _known])}");
            }
        }
    }

    private YamlNode? Find(string key) => _node.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;

    // An empty key is the mapping itself.
    private string Join(string key) => Path.Length == 0 ? key : key.Length == 0 ? Path : $"{Path}.{key}";

    private static string Range(long minimum, long maximum) =>
        minimum == long.MinValue && maximum == long.MaxValue ? "" : $" from {minimum} to {maximum}";
}
