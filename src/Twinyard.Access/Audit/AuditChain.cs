using System.Globalization;
using System.Text;
using System.Text.Json;
using Twinyard.Platform.Ids;

namespace Twinyard.Access.Audit;

/// <summary>
/// The chain: an entry's hash is the SHA-256 of its canonical form, which holds the hash of the entry before. The canonical form is the JSON of RFC 8785 (members by name, no
/// white space, the shortest escapes, UTF-8) of all members but the hash.
/// </summary>
public static class AuditChain
{
    /// <summary>What stands for the entry before the first.</summary>
    public static readonly string Genesis = new('0', 64);

    public static string HashOf(AuditEntry entry) => ContentHash.Of(Canonical(entry, withHash: false));

    /// <summary>The entry as a line of an export: its canonical form with the hash among the members.</summary>
    public static string Line(AuditEntry entry) => Canonical(entry, withHash: true);

    /// <returns>Null where the line is not an entry as <see cref="Line"/> writes it.</returns>
    public static AuditEntry? Parse(string line)
    {
        try
        {
            // Read back and compared, so that nothing can stand in a line that the hash does not cover.
            return JsonSerializer.Deserialize<AuditEntry>(line, Strict) is { } entry && AllTexts(entry) && Line(entry) == line ? entry : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    private static bool AllTexts(AuditEntry entry) => Array.TrueForAll(
        [
            entry.Id, entry.Principal, entry.Role, entry.Address, entry.Action, entry.Resource, entry.Decision, entry.Reason, entry.Outcome, entry.Detail, entry.Request, entry.Node,
            entry.Previous, entry.Hash,
        ],
        text => text is not null);

    private static string Canonical(AuditEntry entry, bool withHash)
    {
        var json = new StringBuilder(512);
        Text(json, '{', "action", entry.Action);
        Text(json, ',', "address", entry.Address);
        Text(json, ',', "at", AuditTimeConverter.Text(entry.At));
        Number(json, "count", entry.Count);
        Text(json, ',', "decision", entry.Decision);
        Text(json, ',', "detail", entry.Detail);
        if (withHash)
        {
            Text(json, ',', "hash", entry.Hash);
        }

        Text(json, ',', "id", entry.Id);
        Text(json, ',', "node", entry.Node);
        Text(json, ',', "outcome", entry.Outcome);
        Text(json, ',', "previous", entry.Previous);
        Text(json, ',', "principal", entry.Principal);
        Text(json, ',', "reason", entry.Reason);
        Text(json, ',', "request", entry.Request);
        Text(json, ',', "resource", entry.Resource);
        Text(json, ',', "role", entry.Role);
        Number(json, "sequence", entry.Sequence);
        Number(json, "status", entry.Status);
        return json.Append('}').ToString();
    }

    private static void Number(StringBuilder json, string name, long value) => json.Append(CultureInfo.InvariantCulture, $",\"{name}\":{value}");

    private static void Text(StringBuilder json, char before, string name, string value)
    {
        json.Append(before).Append('"').Append(name).Append("\":\"");
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                < ' ' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => json.Append(character),
            };
        }

        json.Append('"');
    }
}
