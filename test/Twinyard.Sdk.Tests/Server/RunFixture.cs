using System.Text.Json.Nodes;
using Twinyard.Sdk.Running;

namespace Twinyard.Sdk.Tests.Server;

/// <summary>A run against a fake server, with an output folder of its own.</summary>
internal sealed class RunFixture : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-sdk-");

    public RunFixture(string? eventJson = null, string? inputJson = null)
    {
        Output = _folder.CreateSubdirectory("output").FullName;
        Run = new TwinyardRun(new RunEnvironment
        {
            Endpoint = Server.Url,
            Token = "the-token",
            RunId = "run-1",
            EventFile = Write("event.json", eventJson),
            InputFile = Write("input.json", inputJson),
            OutputFolder = Output,
        });
    }

    public FakeServer Server { get; } = new();

    public string Folder => _folder.FullName;

    public string Output { get; }

    public TwinyardRun Run { get; }

    public string Text(string file) => File.ReadAllText(Path.Combine(Output, file));

    public JsonNode Json(string file) => JsonNode.Parse(Text(file)) ?? throw new InvalidOperationException($"{file} is null.");

    public void Dispose()
    {
        Run.Dispose();
        Server.Dispose();
        _folder.Delete(recursive: true);
    }

    private string? Write(string name, string? content)
    {
        if (content is null)
        {
            return null;
        }

        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }
}
