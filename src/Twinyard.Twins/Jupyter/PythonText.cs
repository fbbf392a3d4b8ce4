using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Twinyard.Twins.Jupyter;

/// <summary>JSON values as Python expressions of the same value.</summary>
internal static class PythonText
{
    public static string Of(string text)
    {
        var literal = new StringBuilder("\"", text.Length + 2);
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => literal.Append("\\\""),
                '\\' => literal.Append("\\\\"),
                '\n' => literal.Append("\\n"),
                '\r' => literal.Append("\\r"),
                < ' ' or '\u007f' => literal.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}"),
                _ => literal.Append(character),
            };
        }

        return literal.Append('"').ToString();
    }

    public static string Of(JsonNode? value) => value switch
    {
        null => "None",
        JsonObject map => $"{{{string.Join(", ", map.Select(member => $"{Of(member.Key)}: {Of(member.Value)}"))}}}",
        JsonArray list => $"[{string.Join(", ", list.Select(Of))}]",
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => Of(value.GetValue<string>()),
            JsonValueKind.True => "True",
            JsonValueKind.False => "False",
            _ => value.ToJsonString(),
        },
    };
}
