using System.Text.Json;

namespace Twinyard.Models.Registry;

/// <summary>JSON as the room's tables hold it.</summary>
internal static class ModelsJson
{
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web) ?? throw new InvalidOperationException($"The stored {typeof(T).Name} is null.");
}
