using System.Text.Json.Nodes;

namespace Twinyard.Twins.Tests.Notebooks;

/// <summary>Notebooks as a test writes them: one text a code cell.</summary>
internal static class NotebookText
{
    public static string Of(params string[] cells) => Of([.. cells.Select(Code)]);

    public static string Of(params JsonObject[] cells) => new JsonObject
    {
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
        ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["name"] = "python3", ["language"] = "python", ["display_name"] = "Python 3" } },
        ["cells"] = new JsonArray([.. cells]),
    }.ToJsonString();

    public static JsonObject Code(string source) => new()
    {
        ["cell_type"] = "code",
        ["id"] = $"c{source.Length}",
        ["metadata"] = new JsonObject(),
        ["outputs"] = new JsonArray(),
        ["execution_count"] = null,
        ["source"] = source,
    };

    public static JsonObject Tagged(string source, string tag)
    {
        var cell = Code(source);
        cell["metadata"] = new JsonObject { ["tags"] = new JsonArray(tag) };
        return cell;
    }

    public static JsonObject Markdown(string source) => new() { ["cell_type"] = "markdown", ["id"] = "m", ["metadata"] = new JsonObject(), ["source"] = source };
}
