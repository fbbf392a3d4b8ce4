using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Twinyard.Access;
using Twinyard.Access.Tokens;
using Twinyard.Contracts.Repositories;
using Twinyard.Events;
using Twinyard.Events.Bus;
using Twinyard.Platform;
using Twinyard.Platform.Background;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.Repositories.Checks;
using Twinyard.TestKit.Databases;
using Twinyard.Twins;
using Twinyard.Twins.Development;

namespace Twinyard.Repositories.Tests.Hosting;

/// <summary>The room behind real Kestrel, real access control, real git and the real process twin. Background loops run only when a test says so.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HomeDirectory _home;
    private readonly TestDatabase? _ownDatabase;
    private readonly bool _keepFolder;

    private TestServer(WebApplication app, HomeDirectory home, TestDatabase? ownDatabase, bool keepFolder)
    {
        _app = app;
        _home = home;
        _ownDatabase = ownDatabase;
        _keepFolder = keepFolder;
        Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(); // Kestrel always has the feature
    }

    /// <summary>The repository that tests use unless they need two.</summary>
    public const string Repository = "turbofan";

    public string Url { get; }

    public IServiceProvider Services => _app.Services;

    public Database Database => Services.GetRequiredService<Database>();

    public MemoryLogs Logs => (MemoryLogs)Services.GetRequiredService<ILogStreams>();

    public IProposals Proposals => Services.GetRequiredService<IProposals>();

    public HomeDirectory Home => _home;

    public static Principal Alice { get; } = new(Principal.User, "alice", "developer");

    public static Principal Bob { get; } = new(Principal.User, "bob", "reviewer");

    public static Task<TestServer> StartAsync(DatabaseEngine engine = DatabaseEngine.Sqlite, params (string Key, string Value)[] settings) =>
        StartAsync(engine, Directory.CreateTempSubdirectory("twinyard-repos-").FullName, null, false, settings);

    /// <summary>On a folder and a database that outlive the server.</summary>
    public static async Task<TestServer> StartAsync(DatabaseEngine engine, string folder, Database? database, bool keepFolder, params (string Key, string Value)[] settings)
    {
        var own = database is null ? await TestDatabase.CreateAsync(engine) : null;
        var home = HomeDirectory.Open(folder).Value;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddRouting();
        builder.Services.AddSingleton<IServerAddress, Address>();
        builder.Services.AddSingleton<ILogStreams, MemoryLogs>();
        builder.Services.AddPlatform(home, database ?? own!.Database /* made just above where none was given */, ServerNode.Alone, builder.Configuration);
        builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(BackgroundWorkHost)));
        builder.Services.AddAccess(builder.Configuration);
        builder.Services.AddEvents(builder.Configuration);
        builder.Services.AddTwins(builder.Configuration);
        builder.Services.AddRepositories(builder.Configuration);
        builder.Services.AddSingleton<IResourceKind>(new NoteKind("note", followsCommit: false, order: 1));
        builder.Services.AddSingleton<IResourceKind>(new NoteKind("workflow", followsCommit: true, order: 2));
        builder.Services.AddSingleton<ICheckKind, WordsCheck>();
        builder.Services.AddSingleton<IScriptManifests, NoManifests>();
        builder.Services.AddSingleton<NoteReplay>();
        builder.Services.AddSingleton<IResourceReplay>(provider => provider.GetRequiredService<NoteReplay>());
        var app = builder.Build();
        app.UseRouting();
        app.UseAccess();
        app.MapRepositoriesEndpoints();
        DatabaseMigrator.Migrate(app.Services.GetRequiredService<Database>(), app.Services.GetServices<RoomMigrations>());
        await NoteKind.CreateTableAsync(app.Services.GetRequiredService<Database>());
        (await app.Services.GetRequiredService<IElection>().JoinAsync(CancellationToken.None)).IsOk.ShouldBeTrue();
        foreach (var work in app.Services.GetServices<IStartupWork>().OrderBy(work => work.Order))
        {
            (await work.RunAsync(CancellationToken.None)).IsOk.ShouldBeTrue();
        }

        await app.StartAsync();
        var server = new TestServer(app, home, own, keepFolder);
        ((Address)app.Services.GetRequiredService<IServerAddress>()).Url = server.Url;
        return server;
    }

    public async Task<string> TokenAsync(Principal principal) =>
        (await Services.GetRequiredService<ITokens>().IssueAsync(new TokenRequest(principal, "test", null), CancellationToken.None)).Secret;

    public async Task<HttpClient> ClientAsync(Principal principal)
    {
        var client = new HttpClient { BaseAddress = new Uri(Url + "/api/v1/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(principal));
        return client;
    }

    public async Task CreateRepositoryAsync(string name) =>
        (await Services.GetRequiredService<IRepositories>().CreateAsync(name, CancellationToken.None)).IsOk.ShouldBeTrue();

    /// <summary>Runs every check that waits, to its end.</summary>
    public Task RunChecksAsync() => Services.GetRequiredService<CheckRunner>().RunOnceAsync(CancellationToken.None);

    /// <summary>One pass of a background loop, by its name.</summary>
    public Task PassAsync(string name) => Services.GetServices<IBackgroundWork>().Single(work => work.Name == name).RunOnceAsync(CancellationToken.None);

    /// <summary>Lets the merge queue and the checks take turns until nothing moves any more.</summary>
    public async Task RunQueueAsync()
    {
        for (var i = 0; i < 5; i++)
        {
            await PassAsync("repositories.queue");
            await RunChecksAsync();
        }

        await PassAsync("repositories.queue");
    }

    public async Task<ProposalDetail> DetailAsync(long id) => (await Proposals.FindAsync(id, CancellationToken.None)).Value;

    /// <summary>A work tree of a new <see cref="Repository"/>.</summary>
    /// <param name="token">Alice's by default.</param>
    public async Task<WorkTree> CloneAsync(string? token = null)
    {
        await CreateRepositoryAsync(Repository);
        return await WorkTree.CreateAsync(this, Repository, token ?? await TokenAsync(Alice));
    }

    /// <summary>Commits one file on a new branch of <paramref name="from"/>, pushes and proposes it, and approves it as bob.</summary>
    public async Task<ProposalSummary> ProposeFileAsync(WorkTree tree, string branch, string from, string path, string text)
    {
        (await tree.GitAsync("checkout", "--quiet", "-B", branch, from)).ExitCode.ShouldBe(0);
        tree.Write(path, text);
        await tree.CommitAsync($"Write {path}");
        (await tree.PushAsync(branch)).ExitCode.ShouldBe(0);
        var proposal = await OpenAsync(branch);
        (await Proposals.ApproveAsync(proposal.Id, null, Bob, CancellationToken.None)).IsOk.ShouldBeTrue();
        return proposal;
    }

    public async Task<ProposalSummary> OpenAsync(string branch) =>
        (await Proposals.OpenAsync(Repository, new OpenProposalRequest(branch, ""), Alice, CancellationToken.None)).Value;

    /// <summary>Pushes the work tree as a branch, proposes it as alice, lets the checks run, approves as bob and merges.</summary>
    public async Task<DeploymentSummary> DeployAsync(WorkTree tree, string branch)
    {
        (await tree.PushAsync(branch)).ExitCode.ShouldBe(0);
        var proposal = await OpenAsync(branch);
        await RunChecksAsync();
        var approved = await Proposals.ApproveAsync(proposal.Id, null, Bob, CancellationToken.None);
        approved.IsOk.ShouldBeTrue(approved.Error?.ToString());
        var merged = await Proposals.MergeAsync(proposal.Id, Bob, CancellationToken.None);
        merged.IsOk.ShouldBeTrue(merged.Error?.ToString());
        return merged.Value;
    }

    /// <summary>Everything that <see cref="NoteKind"/>s have applied.</summary>
    public async Task<IReadOnlyList<(string Kind, string Name, string Specification, string Commit)>> NotesAsync()
    {
        var rows = await Database.ReadAsync(session => NoteKind.ListAllAsync(session), CancellationToken.None);
        return [.. rows.Select(row => (row.Kind, row.Name, row.Specification, row.CommitId))];
    }

    /// <summary>Detail types, oldest first.</summary>
    public async Task<IReadOnlyList<string>> EventsAsync()
    {
        var page = await Services.GetRequiredService<IEventHistory>().ListAsync(null, null, new PageRequest(null, PageRequest.MaximumSize), CancellationToken.None);
        return [.. page.Items.Reverse().Select(item => item.DetailType)];
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownDatabase is not null)
        {
            await _ownDatabase.DisposeAsync();
        }

        _home.Dispose();
        if (!_keepFolder)
        {
            Directory.Delete(_home.Root, recursive: true);
        }
    }

    private sealed class Address : IServerAddress
    {
        public string Url { get; set; } = "http://127.0.0.1:1";

        public int MqttPort => 0;

        public string Environment => "test";
    }
}
