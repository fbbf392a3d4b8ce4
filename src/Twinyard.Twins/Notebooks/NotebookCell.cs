using System.Text.Json;
using System.Text.Json.Nodes;

namespace Twinyard.Twins.Notebooks;

/// <summary>One cell of a notebook, a view of its JSON.</summary>
internal sealed class NotebookCell(JsonObject json)
{
    public bool IsCode => (string?)json["cell_type"] == "code";

    public bool IsMarkdown => (string?)json["cell_type"] == "markdown";

    /// <summary>What became of it in its last run; null where it did not run.</summary>
    public string? State => Told("state") is { } value && value.TryGetValue<string>(out var state) ? state : null;

    /// <summary>How long it took.</summary>
    public double? Seconds => Told("seconds") is { } value && value.TryGetValue<double>(out var seconds) ? seconds : null;

    public string Source => Join(json["source"]);

    /// <summary>The first line that says something, for people.</summary>
    public string Headline => Source.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? "";

    public bool IsEmpty => string.IsNullOrWhiteSpace(Source);

    /// <summary>Tagged <c>raises-exception</c>: an exception is what its author expects.</summary>
    public bool MayRaise => HasTag("raises-exception");

    public bool HasTag(string tag) =>
        json["metadata"] is JsonObject metadata && metadata["tags"] is JsonArray tags && tags.Any(item => item is JsonValue value && value.TryGetValue<string>(out var text) && text == tag);

    /// <summary>As if it had never run.</summary>
    public void Clear()
    {
        if (IsCode)
        {
            json["outputs"] = new JsonArray();
            json["execution_count"] = null;
            (json["metadata"] as JsonObject)?.Remove(Mark);
        }
    }

    public JsonArray Outputs
    {
        get
        {
            if (json["outputs"] is not JsonArray outputs)
            {
                json["outputs"] = outputs = [];
            }

            return outputs;
        }
    }

    /// <summary>Takes over what another cell of the same source has shown.</summary>
    public void TakeOutputs(NotebookCell ran)
    {
        if (IsCode)
        {
            json["outputs"] = ran.Outputs.DeepClone();
            SetCount(ran.Count);
        }
    }

    public JsonNode? Count => json["execution_count"];

    public void SetCount(JsonNode? count) => json["execution_count"] = count?.DeepClone();

    /// <param name="state"><c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>timed-out</c>.</param>
    public void SetState(string state, TimeSpan? took)
    {
        if (json["metadata"] is not JsonObject metadata)
        {
            json["metadata"] = metadata = [];
        }

        metadata[Mark] = took is { } time
            ? new JsonObject { ["state"] = state, ["seconds"] = Math.Round(time.TotalSeconds, 3) }
            : new JsonObject { ["state"] = state };
    }

    private JsonValue? Told(string key) => json["metadata"] is JsonObject metadata && metadata[Mark] is JsonObject mark ? mark[key] as JsonValue : null;

    /// <summary>Under this key of the metadata a run says what became of a cell, and of the notebook.</summary>
    public const string Mark = "twinyard";

    /// <summary>Whether the format's text is one: a string, or a list of strings that are joined.</summary>
    public static bool IsText(JsonNode? node) => node switch
    {
        JsonArray lines => lines.All(line => line is JsonValue value && value.GetValueKind() == JsonValueKind.String),
        JsonValue value => value.GetValueKind() == JsonValueKind.String,
        _ => false,
    };

    public static string Join(JsonNode? text) => text switch
    {
        JsonArray lines => string.Concat(lines.Select(line => (string?)line)),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => "",
    };
}
