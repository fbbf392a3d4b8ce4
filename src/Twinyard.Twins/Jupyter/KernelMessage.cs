using System.Text.Json.Nodes;

namespace Twinyard.Twins.Jupyter;

/// <summary>A message of the Jupyter messaging protocol, version 5, without its binary buffers, which no run here needs.</summary>
/// <param name="Channel"><c>shell</c>, <c>control</c>, <c>iopub</c> or <c>stdin</c>.</param>
internal sealed record KernelMessage(string Channel, JsonObject Header, JsonObject ParentHeader, JsonObject Metadata, JsonObject Content)
{
    public string Type => (string?)Header["msg_type"] ?? "";

    public string Id => (string?)Header["msg_id"] ?? "";

    /// <summary>The request that caused it; empty where none did.</summary>
    public string ParentId => (string?)ParentHeader["msg_id"] ?? "";

    public static KernelMessage Request(string type, string id, string session, DateTimeOffset at, JsonObject content)
    {
        var header = new JsonObject
        {
            ["msg_id"] = id,
            ["msg_type"] = type,
            ["session"] = session,
            ["username"] = "twinyard",
            ["date"] = at.UtcDateTime.ToString("O"),
            ["version"] = "5.3",
        };
        return new KernelMessage("shell", header, [], [], content);
    }
}
