using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Twinyard.Access.Policies;

/// <summary>
/// A policy in the JSON grammar of AWS IAM: <c>Version</c>, and statements of <c>Sid</c>, <c>Effect</c>, <c>Principal</c>, <c>Action</c> or <c>NotAction</c>,
/// <c>Resource</c> or <c>NotResource</c>, and <c>Condition</c>.
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
        if (statement.Principals is { } principals)
        {
            json["Principal"] = new JsonObject { ["TYR"] = Texts(principals) };
        }

        json[statement.ExceptActions ? "NotAction" : "Action"] = Texts(statement.Actions);
        json[statement.ExceptResources ? "NotResource" : "Resource"] = Texts(statement.Resources);
        if (statement.Conditions.Count > 0)
        {
            json["Condition"] = new JsonObject(statement.Conditions.GroupBy(condition => condition.Operator, StringComparer.Ordinal).Select(group =>
                KeyValuePair.Create(group.Key, (JsonNode?)new JsonObject(group.Select(condition => KeyValuePair.Create(condition.Key, (JsonNode?)Texts(condition.Values)))))));
        }

        return json;
    }

    private static JsonArray Texts(IReadOnlyList<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
