using System.Text.Json;

namespace Twinyard.Workflows.Reproductions;

/// <summary>Finds where two JSON values differ first.</summary>
internal static class JsonDifference
{
    private const int Shown = 60;

    /// <returns>Such as <c>a.b[2]: 1 was 2</c>; null where they are equal, or where one is no JSON.</returns>
    public static string? First(string now, string then)
    {
        try
        {
            using var a = JsonDocument.Parse(now);
            using var b = JsonDocument.Parse(then);
            return First(a.RootElement, b.RootElement, "");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? First(JsonElement now, JsonElement then, string path)
    {
        if (now.ValueKind == JsonValueKind.Object && then.ValueKind == JsonValueKind.Object)
        {
            return InObject(now, then, path);
        }

        if (now.ValueKind == JsonValueKind.Array && then.ValueKind == JsonValueKind.Array)
        {
            return InArray(now, then, path);
        }

        return JsonElement.DeepEquals(now, then) ? null : $"{(path.Length == 0 ? "the value" : path)}: {Text(now)}, was {Text(then)}";
    }

    private static string? InObject(JsonElement now, JsonElement then, string path)
    {
        foreach (var member in then.EnumerateObject())
        {
            var name = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (!now.TryGetProperty(member.Name, out var value))
            {
                return $"{name}: missing, was {Text(member.Value)}";
            }

            if (First(value, member.Value, name) is { } difference)
            {
                return difference;
            }
        }

        foreach (var member in now.EnumerateObject().Where(member => !then.TryGetProperty(member.Name, out _)))
        {
            return $"{(path.Length == 0 ? member.Name : $"{path}.{member.Name}")}: {Text(member.Value)}, was missing";
        }

        return null;
    }

    private static string? InArray(JsonElement now, JsonElement then, string path)
    {
        var (some, others) = (now.GetArrayLength(), then.GetArrayLength());
        for (var i = 0; i < Math.Min(some, others); i++)
        {
            if (First(now[i], then[i], $"{path}[{i}]") is { } difference)
            {
                return difference;
            }
        }

        return some == others ? null : $"{(path.Length == 0 ? "the list" : path)}: {some} items, was {others}";
    }

    private static string Text(JsonElement value)
    {
        var text = JsonSerializer.Serialize(value);
        return text.Length > Shown ? $"{text[..Shown]}…" : text;
    }
}
