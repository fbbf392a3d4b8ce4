using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Platform.Results;

namespace Twinyard.Workflows.Steps;

/// <summary>What a step gives to others: <c>step.json</c> in its output folder.</summary>
internal static class StepOutputs
{
    public const string FileName = "step.json";

    /// <summary>In bytes.</summary>
    public const int MaximumSize = 64 * 1024;

    /// <returns>A JSON object, empty where the script left none.</returns>
    public static Result<string> Read(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, FileName));
        if (!file.Exists)
        {
            return "{}";
        }

        if (file.LinkTarget is not null)
        {
            return Invalid("is a symbolic link");
        }

        if (file.Length > MaximumSize)
        {
            return new LimitError("step-outputs-too-large", $"{FileName} has {file.Length:N0} bytes; at most {MaximumSize:N0} are given to other steps.", "Write what is larger to objects/ or tables/, and give its name.");
        }

        try
        {
            return JsonNode.Parse(File.ReadAllBytes(file.FullName)) is JsonObject outputs ? outputs.ToJsonString() : Invalid("is no JSON object");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return Invalid($"is not JSON: {e.Message}");
        }
    }

    private static InvalidError Invalid(string what) => new("step-outputs-invalid", $"{FileName} {what}.", "Write it with the SDK's output call, or with a JSON library.");
}
