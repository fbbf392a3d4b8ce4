using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Notebooks;

/// <summary>A Jupyter notebook, format 4 (<c>nbformat.readthedocs.io</c>). What is not understood is kept as it is.</summary>
internal sealed class Notebook
{
    public const int Format = 4;

    public static readonly JsonSerializerOptions Json = new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<NotebookCell> _cells;

    private Notebook(JsonObject document)
    {
        Document = document;
        _cells = [.. Array.Select(cell => new NotebookCell((JsonObject)cell! /* checked when it was read */))];
    }

    public JsonObject Document { get; }

    public IReadOnlyList<NotebookCell> Cells => _cells;

    private JsonArray Array => (JsonArray)Document["cells"]!; // as above

    /// <param name="name">For messages.</param>
    public static Result<Notebook> Parse(string name, string json)
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            return new InvalidError("notebook-not-json", $"{name} is not a notebook: line {e.LineNumber + 1} is not JSON: {e.Message}", "Save it again from Jupyter; a merge may have left conflict marks in it.");
        }

        if (node is not JsonObject document || document["nbformat"] is not JsonValue format || !format.TryGetValue<int>(out var number))
        {
            return Invalid(name, "it has no nbformat number");
        }

        if (number != Format)
        {
            return new InvalidError("notebook-format", $"{name} is a notebook of format {number}; format {Format} is needed.", "Convert it with `jupyter nbconvert --to notebook --nbformat 4`, or save it from a current Jupyter.");
        }

        return Problem(document) is { } problem ? Invalid(name, problem) : new Notebook(document);
    }

    /// <summary>
    /// Puts a cell with an assignment for each parameter after the first cell that is tagged <c>parameters</c>, else before all; takes away one that was
    /// injected before.
    /// </summary>
    public void Inject(JsonObject parameters)
    {
        foreach (var earlier in _cells.Where(cell => cell.HasTag(NotebookParameters.InjectedTag)).ToList())
        {
            Array.RemoveAt(_cells.IndexOf(earlier));
            _cells.Remove(earlier);
        }

        if (parameters.Count > 0)
        {
            var cell = NotebookParameters.Cell(parameters, Document["nbformat_minor"] is JsonValue minor && minor.TryGetValue<int>(out var number) ? number : 0);
            var at = _cells.FindIndex(candidate => candidate.HasTag(NotebookParameters.Tag)) + 1;
            Array.Insert(at, cell);
            _cells.Insert(at, new NotebookCell(cell));
        }
    }

    private static string? Problem(JsonObject document)
    {
        if (document["cells"] is not JsonArray cells)
        {
            return "it has no list of cells";
        }

        for (var i = 0; i < cells.Count; i++)
        {
            if (cells[i] is not JsonObject cell || cell["cell_type"] is not JsonValue type || type.GetValueKind() != JsonValueKind.String)
            {
                return $"cell {i + 1} has no cell_type";
            }

            if (cell["source"] is not (JsonValue or JsonArray) || !NotebookCell.IsText(cell["source"]))
            {
                return $"cell {i + 1} has no source text";
            }

            if (cell["metadata"] is not (null or JsonObject) || cell["outputs"] is not (null or JsonArray))
            {
                return $"the metadata or outputs of cell {i + 1} have another form than the format asks for";
            }
        }

        if (document["metadata"] is not (null or JsonObject))
        {
            return "its metadata is not an object";
        }

        var language = Text(document["metadata"]?["kernelspec"], "language") ?? Text(document["metadata"]?["language_info"], "name");
        return language is null || language.Equals("python", StringComparison.OrdinalIgnoreCase) || language.Equals("ipython", StringComparison.OrdinalIgnoreCase)
            ? null
            : $"its language is {language}, and only Python notebooks run";
    }

    private static string? Text(JsonNode? node, string key) =>
        node is JsonObject map && map[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static InvalidError Invalid(string name, string problem) =>
        new("notebook-invalid", $"{name} is not a notebook that can run: {problem}.", "Save it from Jupyter as a notebook of format 4.");
}
