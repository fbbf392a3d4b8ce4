using System.Text.Json;

namespace Twinyard.Warehouse.Queries.Statements;

/// <summary>DuckDB's trees and plans as JSON, however deep: without recursion.</summary>
internal static class JsonWalk
{
    /// <summary>An expression of a thousand levels is several thousand deep as JSON.</summary>
    public static readonly JsonDocumentOptions Deep = new() { MaxDepth = 100_000 };

    /// <summary>All objects within it, itself included, in no order.</summary>
    public static IEnumerable<JsonElement> Objects(JsonElement root)
    {
        var open = new Stack<JsonElement>([root]);
        while (open.TryPop(out var element))
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in element.EnumerateArray())
                {
                    open.Push(item);
                }
            }
            else if (element.ValueKind == JsonValueKind.Object)
            {
                yield return element;
                foreach (var member in element.EnumerateObject())
                {
                    open.Push(member.Value);
                }
            }
        }
    }

    /// <returns>Null where the member is missing or no text.</returns>
    public static string? Text(JsonElement owner, string member) =>
        owner.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
