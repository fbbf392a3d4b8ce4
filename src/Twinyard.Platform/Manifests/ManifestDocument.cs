using Twinyard.Platform.Results;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Twinyard.Platform.Manifests;

/// <summary>A YAML document (of which JSON is a subset) whose every value knows its place.</summary>
public static class ManifestDocument
{
    /// <summary>Largest document accepted, in characters.</summary>
    public const int MaximumLength = 1_000_000;

    /// <returns>The root mapping, or what is wrong with the text itself.</returns>
    public static Result<ManifestMap> Parse(string file, string text)
    {
        var problems = new ManifestProblems(file);
        if (text.Length > MaximumLength)
        {
            return Invalid(file, 1, 1, $"The file has {text.Length:N0} characters; at most {MaximumLength:N0} are read.");
        }

        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            return Invalid(file, (int)e.Start.Line, (int)e.Start.Column, $"This is not valid YAML: {e.InnerException?.Message ?? e.Message}");
        }

        if (stream.Documents.Count != 1)
        {
            return Invalid(file, 1, 1, stream.Documents.Count == 0 ? "The file is empty." : "The file holds more than one YAML document.");
        }

        return stream.Documents[0].RootNode is YamlMappingNode map
            ? new ManifestMap(map, "", problems)
            : Invalid(file, 1, 1, "The file must hold a mapping (key: value).");
    }

    private static InvalidError Invalid(string file, int line, int column, string message) =>
        InvalidError.FromProblems("manifest-invalid", [new Problem(file, line, column, "", message)]);
}
