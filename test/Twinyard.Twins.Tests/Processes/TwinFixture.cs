using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Access.Secrets;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Twins.Development;
using Twinyard.Twins.Egress;
using Twinyard.Twins.Isolation;
using Twinyard.Twins.Jupyter;
using Twinyard.Twins.Layers;
using Twinyard.Twins.Notebooks;
using Twinyard.Twins.Power;
using Twinyard.Twins.Processes;
using Twinyard.Twins.Tests.Development;
using Twinyard.Twins.Tests.Layers;
using Twinyard.Twins.Traces;

namespace Twinyard.Twins.Tests.Processes;

/// <summary>All twins on a home of its own, with hand-written commits and logs.</summary>
internal sealed class TwinFixture : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-twin-");

    /// <param name="runs">Where <c>runs</c> of the home leads to; null for a folder of the home.</param>
    public TwinFixture(string? runs = null)
    {
        var home = _folder.CreateSubdirectory("home").FullName;
        if (runs is not null)
        {
            File.CreateSymbolicLink(Path.Combine(home, "runs"), runs);
        }

        Home = HomeDirectory.Open(home).Value;
        Output = Directory.CreateDirectory(Path.Combine(_folder.FullName, "output")).FullName;
        var options = Options.Create(TwinsOptions);
        // Only twins that are switched on and off have a state; those of this fixture are not.
        var database = new SqliteDatabase(Path.Combine(_folder.FullName, "state.db"));
        var ids = new TimeOrderedIdGenerator(TimeProvider.System);
        var pythons = new PythonSearch(Environment.GetEnvironmentVariable("PATH") + ":/usr/bin", TimeProvider.System);
        var isolation = new IsolationProbe(options, TimeProvider.System);
        var gates = new EgressGates(Server, Home, options, TimeProvider.System);
        var confinement = new Confinement(isolation, gates, Home, options, Options.Create(SecretsOptions), TimeProvider.System);
        var sessions = new KernelSessions(pythons, confinement, Server, Home, options, ids, TimeProvider.System);
        var states = new TwinStateStore();
        var power = new TwinPower(database, states, new TwinProbe(sessions, TimeProvider.System), Bus, options, ids, TimeProvider.System, NullLogger<TwinPower>.Instance);
        var uses = new TwinUses(database, states, power, ids, TimeProvider.System);
        var notebooks = new NotebookTwin(sessions, TimeProvider.System);
        var tree = new RunTree(Commits, new LayerCache(Layers, new LayerContents(Home, ids), Home, ids), new RefusedRuns(Bus, Audit, Server, NullLogger<RefusedRuns>.Instance));
        Twin = new TwinSwitch(
            tree,
            new ProcessTwin(confinement, Server, Home, options, TimeProvider.System),
            notebooks,
            new JupyterTwin(sessions, new TerminalTwin(sessions, TimeProvider.System), notebooks, TimeProvider.System),
            new RunTraces(new MachineProbe(options, TimeProvider.System), isolation, options),
            uses,
            Logs,
            Home,
            options,
            ids,
            TimeProvider.System,
            NullLogger<TwinSwitch>.Instance);
        Persons = new PersonalTwins(pythons, confinement, Tokens, Server, Home, options, ids, TimeProvider.System);
        Runs = new DevelopmentRuns(
            new DevelopmentExecutor(Twin, tree, sessions, uses, Logs, Home, options, ids, TimeProvider.System), Tokens, Home, options, Layers, Manifests, ids, Lifetime, Clock, NullLogger<DevelopmentRuns>.Instance);
    }

    /// <summary>Where runs are told that this server is.</summary>
    public Address Server { get; } = new();

    /// <summary>The layers that there are: none, unless a test says which.</summary>
    public SwitchedLayers Layers { get; } = new();

    /// <summary>What manifests say of scripts: nothing, unless a test says what.</summary>
    public FakeManifests Manifests { get; } = new();

    public HomeDirectory Home { get; }

    public string Output { get; }

    public FakeCommits Commits { get; } = new();

    public FakeLogs Logs { get; } = new();

    public FakeBus Bus { get; } = new();

    public FakeAudit Audit { get; } = new();

    public TwinsOptions TwinsOptions { get; } = new() { ScriptHost = "/nowhere/twinyard-script.dll", PythonSdk = Path.Combine(AppContext.BaseDirectory, "sdk", "python") };

    /// <summary>Where the keys of secrets are.</summary>
    public SecretsOptions SecretsOptions { get; } = new();

    public ITwin Twin { get; }

    /// <summary>Of the development twin; when its kernels are kept long enough is told by <see cref="Clock"/>.</summary>
    public DevelopmentRuns Runs { get; }

    public PersonalTwins Persons { get; }

    public ApplicationLifetime Lifetime { get; } = new(NullLogger<ApplicationLifetime>.Instance);

    public FakeTokens Tokens { get; } = new();

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>Whether this machine can make a sandbox.</summary>
    public async Task<bool> IsolatesAsync() => (await new IsolationProbe(Options.Create(TwinsOptions), TimeProvider.System).ReportAsync(CancellationToken.None)).RunsInSandbox;

    /// <summary>Whether it can also give it a network of its own.</summary>
    public async Task<bool> LimitsEgressAsync() => (await new IsolationProbe(Options.Create(TwinsOptions), TimeProvider.System).ReportAsync(CancellationToken.None)).LimitsEgress;

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

    internal sealed class Address : IServerAddress
    {
        public string Url { get; set; } = "http://127.0.0.1:7171";

        public int MqttPort => 1883;

        public string Environment => "test";
    }
}
