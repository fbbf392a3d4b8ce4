using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Twinyard.Inference.Bundles;

/// <summary>Reads one mapping strictly. Problems are collected with file, line and key, so that all are told at once.</summary>
internal sealed class YamlReader(YamlMappingNode node, string path, List<string> problems)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public string Text(string key, string fallback = "")
    {
        if (Find(key, required: true) is not { } value)
        {
            return fallback;
        }

        if (value is YamlScalarNode { Value: { Length: > 0 } text })
        {
            return text;
        }

        Add(value, key, "a text is needed here");
        return fallback;
    }

    public string OptionalText(string key, string fallback) => Find(key, required: false) is null ? fallback : Text(key, fallback);

    public int Integer(string key, int minimum, int maximum)
    {
        if (Find(key, required: true) is not { } value)
        {
            return minimum;
        }

        if (value is YamlScalarNode scalar && int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum)
        {
            return number;
        }

        Add(value, key, $"a whole number from {minimum} to {maximum} is needed here");
        return minimum;
    }

    public double? OptionalNumber(string key)
    {
        if (Find(key, required: false) is not { } value)
        {
            return null;
        }

        if (value is YamlScalarNode scalar && double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            return number;
        }

        Add(value, key, "a number is needed here");
        return null;
    }

    public IReadOnlyList<string> Texts(string key)
    {
        if (Find(key, required: true) is not { } value)
        {
            return [];
        }

        if (value is YamlSequenceNode { Children.Count: > 0 } list && list.All(item => item is YamlScalarNode { Value.Length: > 0 }))
        {
            return [.. list.Cast<YamlScalarNode>().Select(item => item.Value ?? "")];
        }

        Add(value, key, "a list of names is needed here");
        return [];
    }

    public YamlReader? Map(string key)
    {
        switch (Find(key, required: true))
        {
            case YamlMappingNode map:
                return new YamlReader(map, Join(key), problems);
            case { } other:
                Add(other, key, "a mapping is needed here");
                return null;
            default:
                return null;
        }
    }

    public IReadOnlyList<YamlReader> Maps(string key)
    {
        switch (Find(key, required: true))
        {
            case YamlSequenceNode { Children.Count: > 0 } list when list.All(item => item is YamlMappingNode):
                return [.. list.Cast<YamlMappingNode>().Select((item, index) => new YamlReader(item, $"{Join(key)}[{index}]", problems))];
            case { } other:
                Add(other, key, "a list of mappings is needed here");
                return [];
            default:
                return [];
        }
    }

    /// <summary>Tells every key that nobody asked for.</summary>
    public void RefuseUnknown()
    {
        foreach (var key in node.Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } name } || !_known.Contains(name))
            {
                Add(key, key.ToString(), $"unknown key; known here are {string.Join(", ", _known.Order(StringComparer.Ordinal))}");
            }
        }
    }

    public void Refuse(string key, string message) => Add(Find(key, required: false) ?? node, key, message);

    private YamlNode? Find(string key, bool required)
    {
        _known.Add(key);
        if (node.Children.TryGetValue(new YamlScalarNode(key), out var value))
        {
            return value;
        }

        if (required)
        {
            Add(node, key, "the key is missing");
        }

        return null;
    }

    private void Add(YamlNode place, string key, string message) => problems.Add($"{BundleManifest.FileName}({place.Start.Line},{place.Start.Column}): {Join(key)}: {message}");

    private string Join(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
