using System.Text.Encodings.Web;
using System.Text.Json;

namespace Twinyard.Platform.Data;

/// <summary>Objects as one JSON parameter for <see cref="DbSession.Rows"/>: an array, its keys named as columns are (<c>queued_at</c>).</summary>
public static class JsonRows
{
    // The text goes to the database alone, so what would be unsafe in a page is not escaped.
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of<T>(IEnumerable<T> rows) => JsonSerializer.Serialize(rows, Options);
}
