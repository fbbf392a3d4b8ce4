using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Twinyard.Platform.Results;
using Twinyard.Twins.Jupyter;

namespace Twinyard.Twins.Notebooks;

/// <summary>The members of a run's input as the parameters of its notebook, in the way that notebook tools agree on: tags of cells.</summary>
internal static partial class NotebookParameters
{
    /// <summary>Tags the cell that holds the defaults.</summary>
    public const string Tag = "parameters";

    /// <summary>Tags the cell that a run puts behind it.</summary>
    public const string InjectedTag = "injected-parameters";

    private static readonly HashSet<string> Keywords =
    [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for", "from",
        "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    ];

    /// <summary>An input that is no object has no parameters; it is there as <c>TWINYARD_INPUT</c> all the same.</summary>
    public static Result<JsonObject> Of(string inputJson)
    {
        if (JsonNode.Parse(inputJson) is not JsonObject input)
        {
            return new JsonObject();
        }

        return input.Select(member => member.Key).FirstOrDefault(name => !Identifier().IsMatch(name) || Keywords.Contains(name)) is { } bad
            ? new InvalidError("parameter-name", $"'{bad}' cannot be a notebook's parameter: it is no name of a Python variable.", "Name parameters with letters, digits and _, not beginning with a digit.")
            : input;
    }

    public static JsonObject Cell(JsonObject parameters, int minorFormat)
    {
        var assignments = parameters.Select(parameter => $"{parameter.Key} = {PythonText.Of(parameter.Value)}");
        var cell = new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["metadata"] = new JsonObject { ["tags"] = new JsonArray(InjectedTag) },
            ["outputs"] = new JsonArray(),
            ["source"] = $"# Parameters\n{string.Join('\n', assignments)}",
        };
        if (minorFormat >= 5)
        {
            // From 4.5 on each cell has an id.
            cell["id"] = InjectedTag;
        }

        return cell;
    }

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_]*$")]
    private static partial Regex Identifier();
}
