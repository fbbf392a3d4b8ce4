using System.Text.Encodings.Web;
using System.Text.Json;

namespace Twinyard.Cli.Commands.Workflows;

/// <summary>JSON inside a text for people.</summary>
internal static class CliJson
{
    public static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
