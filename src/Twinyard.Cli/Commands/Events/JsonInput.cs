using System.Text.Json;
using System.Text.Json.Nodes;

namespace Twinyard.Cli.Commands.Events;

/// <summary>JSON on the command line, in a file, or on stdin (<c>-</c>).</summary>
internal static class JsonInput
{
    public static async Task<JsonNode?> ReadAsync(string given, CancellationToken cancellationToken)
    {
        try
        {
            return JsonNode.Parse(await TextAsync(given, cancellationToken), documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            throw new CliError(ExitCodes.Invalid, $"This is not JSON: {e.Message}");
        }
    }

    public static async Task<string> TextAsync(string given, CancellationToken cancellationToken)
    {
        if (given == "-")
        {
            return await Console.In.ReadToEndAsync(cancellationToken);
        }

        if (given.AsSpan().TrimStart() is ['{' or '[', ..])
        {
            return given;
        }

        return File.Exists(given)
            ? await File.ReadAllTextAsync(given, cancellationToken)
            : throw new CliError(ExitCodes.Invalid, $"'{given}' is neither a JSON object nor a file.");
    }
}
