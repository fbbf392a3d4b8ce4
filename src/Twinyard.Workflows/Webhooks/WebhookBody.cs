using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Platform.Results;

namespace Twinyard.Workflows.Webhooks;

/// <summary>What a delivery says, as JSON for the event's detail.</summary>
internal static class WebhookBody
{
    // Readers of JSON differ on which of two equal keys counts.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>JSON as it is, and other text as a string.</returns>
    public static Result<JsonNode> Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var text = Utf8.GetString(body);
            return ReadJson(text) ?? JsonValue.Create(text);
        }
        catch (DecoderFallbackException)
        {
            return new InvalidError("webhook-body", "The delivery's body is neither JSON nor text in UTF-8.");
        }
    }

    private static JsonNode? ReadJson(string text)
    {
        try
        {
            return JsonNode.Parse(text, null, Strict);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
