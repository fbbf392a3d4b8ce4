using System.Text.Json;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Results;
using Twinyard.Workflows.Runs;
using Twinyard.Workflows.Steps;

namespace Twinyard.Workflows.Invoker;

/// <summary>The folder that one attempt writes its outputs to: <c>outputs/&lt;run&gt;-&lt;fence&gt;</c>, never used by another attempt.</summary>
internal sealed class OutputFolder(HomeDirectory home, RunRow run)
{
    /// <summary>Largest <c>result.json</c>, in bytes.</summary>
    public const int MaximumResult = 64 * 1024;

    private const string ResultFile = "result.json";

    public string Path { get; } = System.IO.Path.Combine(home.Outputs, $"{run.Id}-{run.Fence}");

    public void Create() => Directory.CreateDirectory(Path);

    /// <summary>Whether there is anything for the output ports; <c>result.json</c> goes into the journal itself, and what a step gives to others to those.</summary>
    public bool HasOutputs => Directory.Exists(Path) && Directory.EnumerateFileSystemEntries(Path).Any(entry => System.IO.Path.GetFileName(entry) is not (ResultFile or StepOutputs.FileName));

    /// <returns>The result's JSON, null when the script left none.</returns>
    public Result<string?> ReadResult() => ReadResult(Path);

    public static Result<string?> ReadResult(string folder)
    {
        var file = new FileInfo(System.IO.Path.Combine(folder, ResultFile));
        if (!file.Exists)
        {
            return Result<string?>.Ok(null);
        }

        if (file.Length > MaximumResult)
        {
            return new LimitError("result-too-large", $"{ResultFile} has {file.Length:N0} bytes; at most {MaximumResult:N0} are kept on the run.", "Write what is larger to objects/ or tables/.");
        }

        var bytes = File.ReadAllBytes(file.FullName);
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return Result<string?>.Ok(JsonSerializer.Serialize(document.RootElement));
        }
        catch (JsonException e)
        {
            return new InvalidError("result-not-json", $"{ResultFile} is not JSON: {e.Message}", "Write it with the SDK's result call, or with a JSON library.");
        }
    }

    /// <summary>Best effort: what cannot be removed now is swept when the server starts.</summary>
    public void Remove() => Remove(Path);

    public static void Remove(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A process that left the run's group may still write there. The folder carries the fence, so nobody will read it.
        }
    }
}
