using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Twins.Processes;

namespace Twinyard.Twins.Tests.Processes;

/// <summary>A process twin on a home of its own, with hand-written commits and logs.</summary>
internal sealed class TwinFixture : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-twin-");

    public TwinFixture()
    {
        Home = HomeDirectory.Open(Path.Combine(_folder.FullName, "home")).Value;
        Output = Directory.CreateDirectory(Path.Combine(_folder.FullName, "output")).FullName;
        Twin = new ProcessTwin(
            Commits, Logs, new Address(), Home, Options.Create(TwinsOptions), new TimeOrderedIdGenerator(TimeProvider.System), TimeProvider.System, NullLogger<ProcessTwin>.Instance);
    }

    public HomeDirectory Home { get; }

    public string Output { get; }

    public FakeCommits Commits { get; } = new();

    public FakeLogs Logs { get; } = new();

    public TwinsOptions TwinsOptions { get; } = new() { ScriptHost = "/nowhere/twinyard-script.dll", PythonSdk = "/sdk/python" };

    public ProcessTwin Twin { get; }

    public Task<TwinOutcome> RunAsync(string script, string content, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Commits.Trees["c1"] = new Dictionary<string, string> { ["workflows/w/" + script] = content };
        return Twin.ExecuteAsync(Run(script) with { Timeout = timeout ?? TimeSpan.FromSeconds(30) }, cancellationToken);
    }

    public TwinRun Run(string script) => new()
    {
        RunId = "run-1",
        LogStream = "run/run-1",
        Commit = "c1",
        Folder = "workflows/w",
        Script = script,
        Token = "secret-token",
        EventJson = """{"detail":{"day":"today"}}""",
        InputJson = """{"kinds":["fd001"]}""",
        OutputFolder = Output,
        Timeout = TimeSpan.FromSeconds(30),
    };

    public void Dispose()
    {
        Home.Dispose();
        _folder.Delete(recursive: true);
    }

    private sealed class Address : IServerAddress
    {
        public string Url => "http://127.0.0.1:7171";

        public int MqttPort => 1883;

        public string Environment => "test";
    }
}
