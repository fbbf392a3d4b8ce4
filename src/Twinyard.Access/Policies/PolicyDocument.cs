using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Twinyard.Access.Policies;

/// <summary>
/// A policy in the JSON grammar of AWS IAM, reduced to what is evaluated: <c>Version</c>, and statements of <c>Sid</c>,
/// <c>Effect</c>, <c>Action</c> and <c>Resource</c>.
/// </summary>
public sealed record PolicyDocument(IReadOnlyList<PolicyStatement> Statements)
{
    /// <summary>The one version of the grammar.</summary>
    public const string Version = "2012-10-17";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Equal policies give equal JSON: members in a fixed order, actions and resources always as lists.</summary>
    public JsonObject ToJson() => new()
    {
        ["Version"] = Version,
        ["Statement"] = new JsonArray([.. Statements.Select(StatementJson)]),
    };

    public string ToText() => ToJson().ToJsonString(Readable);

    private static JsonObject StatementJson(PolicyStatement statement)
    {
        var json = new JsonObject();
        if (statement.Sid is { } sid)
        {
            json["Sid"] = sid;
        }

        json["Effect"] = statement.Effect.ToString();
        json["Action"] = Texts(statement.Actions);
        json["Resource"] = Texts(statement.Resources);
        return json;
    }

    private static JsonArray Texts(IReadOnlyList<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
