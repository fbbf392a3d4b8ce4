using System.Text.Json.Nodes;
using Twinyard.Twins.Jupyter;

namespace Twinyard.Twins.Notebooks;

/// <summary>
/// Turns what a kernel says into a cell's outputs, as the notebook format and the messaging protocol define them. An output with a display id is
/// changed wherever in the notebook it stands. What goes beyond <see cref="MaximumSize"/> for the whole notebook is left out, and said so.
/// </summary>
internal sealed class CellOutputs
{
    /// <summary>In characters of JSON text.</summary>
    public const int MaximumSize = 32 * 1024 * 1024;

    private readonly Dictionary<string, List<JsonObject>> _displays = new(StringComparer.Ordinal);
    private long _size;
    private bool _clearFirst;

    /// <summary>Takes one message in; of others than outputs nothing is kept.</summary>
    public void Apply(NotebookCell cell, JournalEntry entry)
    {
        switch (entry.Type)
        {
            case "execute_input":
                cell.SetCount(entry.Content["execution_count"]);
                break;
            case "stream":
                AddStream(cell, (string?)entry.Content["name"] ?? "stdout", (string?)entry.Content["text"] ?? "");
                break;
            case "display_data":
            case "execute_result":
                AddDisplay(cell, entry);
                break;
            case "update_display_data":
                Update(entry.Content);
                break;
            case "error":
                Add(cell, new JsonObject { ["output_type"] = "error", ["ename"] = Copy(entry, "ename"), ["evalue"] = Copy(entry, "evalue"), ["traceback"] = Copy(entry, "traceback") });
                break;
            case "clear_output" when (bool?)entry.Content["wait"] == true:
                _clearFirst = true;
                break;
            case "clear_output":
                cell.Outputs.Clear();
                break;
        }
    }

    private void AddStream(NotebookCell cell, string name, string text)
    {
        if (!_clearFirst && cell.Outputs.LastOrDefault() is JsonObject last && (string?)last["output_type"] == "stream" && (string?)last["name"] == name && Fits(text.Length))
        {
            // A list of pieces, which the format joins, grows without copying what is there.
            ((JsonArray)last["text"]! /* made below */).Add(text);
            return;
        }

        Add(cell, new JsonObject { ["output_type"] = "stream", ["name"] = name, ["text"] = new JsonArray(text) }, text.Length);
    }

    private void AddDisplay(NotebookCell cell, JournalEntry entry)
    {
        var output = new JsonObject { ["output_type"] = entry.Type, ["data"] = Copy(entry, "data"), ["metadata"] = Copy(entry, "metadata") };
        if (entry.Type == "execute_result")
        {
            output["execution_count"] = Copy(entry, "execution_count");
        }

        if (Add(cell, output) && DisplayId(entry.Content) is { } id)
        {
            (_displays.TryGetValue(id, out var shown) ? shown : _displays[id] = []).Add(output);
        }
    }

    private void Update(JsonObject content)
    {
        if (DisplayId(content) is not { } id || !_displays.TryGetValue(id, out var shown))
        {
            return;
        }

        foreach (var output in shown.Where(_ => Fits(Size(content))))
        {
            output["data"] = content["data"]?.DeepClone();
            output["metadata"] = content["metadata"]?.DeepClone();
        }
    }

    private bool Add(NotebookCell cell, JsonObject output, int? size = null)
    {
        if (_clearFirst)
        {
            cell.Outputs.Clear();
            _clearFirst = false;
        }

        if (Fits(size ?? Size(output)))
        {
            cell.Outputs.Add((JsonNode)output);
            return true;
        }

        const string left = "[Further outputs are left out: the notebook holds as much as is kept.]\n";
        if (cell.Outputs.LastOrDefault()?["text"] is not JsonArray text || (string?)text.LastOrDefault() != left)
        {
            cell.Outputs.Add((JsonNode)new JsonObject { ["output_type"] = "stream", ["name"] = "stderr", ["text"] = new JsonArray(left) });
        }

        return false;
    }

    private bool Fits(int size)
    {
        if (_size + size > MaximumSize)
        {
            return false;
        }

        _size += size;
        return true;
    }

    private static int Size(JsonObject content) => content.ToJsonString().Length;

    private static string? DisplayId(JsonObject content) => content["transient"] is JsonObject transient ? (string?)transient["display_id"] : null;

    private static JsonNode? Copy(JournalEntry entry, string key) => entry.Content[key]?.DeepClone();
}
