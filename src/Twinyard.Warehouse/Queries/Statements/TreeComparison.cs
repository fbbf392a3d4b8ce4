using System.Text.Json;

namespace Twinyard.Warehouse.Queries.Statements;

/// <summary>Whether a statement is another one with values in the place of its parameters, by the trees that DuckDB's parser makes of both.</summary>
internal static class TreeComparison
{
    // Where in the text something stands, and the list of the parameters themselves.
    private static readonly string[] OfTheText = ["query_location", "named_param_map"];

    public static bool IsFilled(JsonElement parameterized, JsonElement filled)
    {
        var open = new Stack<(JsonElement Left, JsonElement Right)>([(parameterized, filled)]);
        while (open.TryPop(out var pair))
        {
            var (left, right) = pair;
            if (left.ValueKind != right.ValueKind || !IsAlike(left, right, open))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsAlike(JsonElement left, JsonElement right, Stack<(JsonElement Left, JsonElement Right)> open)
    {
        switch (left.ValueKind)
        {
            case JsonValueKind.Object when JsonWalk.Text(left, "class") == StatementTree.Parameter:
                return IsValue(right);
            case JsonValueKind.Object:
                var (lefts, rights) = (Members(left), Members(right));
                if (!lefts.Select(member => member.Name).SequenceEqual(rights.Select(member => member.Name)))
                {
                    return false;
                }

                foreach (var (one, other) in lefts.Zip(rights))
                {
                    open.Push((one.Value, other.Value));
                }

                return true;
            case JsonValueKind.Array when left.GetArrayLength() != right.GetArrayLength():
                return false;
            case JsonValueKind.Array:
                foreach (var (one, other) in left.EnumerateArray().Zip(right.EnumerateArray()))
                {
                    open.Push((one, other));
                }

                return true;
            default:
                return left.GetRawText() == right.GetRawText();
        }
    }

    private static bool IsValue(JsonElement expression) =>
        JsonWalk.Text(expression, "class") switch
        {
            "CONSTANT" => true,
            "CAST" => expression.TryGetProperty("child", out var child) && JsonWalk.Text(child, "class") == "CONSTANT",
            _ => false,
        };

    private static JsonProperty[] Members(JsonElement element) => [.. element.EnumerateObject().Where(member => !OfTheText.Contains(member.Name))];
}
