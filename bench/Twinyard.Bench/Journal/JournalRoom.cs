using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Twinyard.Access;
using Twinyard.Events;
using Twinyard.Platform;
using Twinyard.Platform.Background;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;
using Twinyard.Twins;
using Twinyard.Workflows;

namespace Twinyard.Bench.Journal;

/// <summary>
/// The rooms that the run journal needs, composed as the server composes them, on an empty database: access, events and workflows,
/// with a twin that starts no process.
/// </summary>
internal sealed class JournalRoom : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly HomeDirectory _home;
    private readonly Database _database;
    private readonly ServiceProvider _services;

    private JournalRoom(DirectoryInfo folder, HomeDirectory home, Database database)
    {
        _folder = folder;
        _home = home;
        _database = database;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [$"{WorkflowsOptions.Section}:MaximumConcurrentRuns"] = "16" })
            .Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning));
        services.AddPlatform(home, database, ServerNode.Alone, configuration);
        services.AddAccess(configuration);
        services.AddEvents(configuration);
        services.AddWorkflows(configuration);
        services.AddSingleton<NoOpTwin>();
        services.AddSingleton<ITwin>(provider => provider.GetRequiredService<NoOpTwin>());
        services.AddSingleton<ILogStreams, NoLogs>();
        services.AddSingleton<IServerAddress, NoAddress>();
        _services = services.BuildServiceProvider();
    }

    /// <param name="postgres">Null for SQLite in a file.</param>
    public static async Task<JournalRoom> CreateAsync(string? postgres)
    {
        var folder = Directory.CreateTempSubdirectory("twinyard-bench-");
        var home = HomeDirectory.Open(folder.FullName).Value;
        Database database = postgres is null ? new SqliteDatabase(home.StateDatabase) : new PostgresDatabase(await EmptyDatabaseAsync(postgres));
        var room = new JournalRoom(folder, home, database);
        DatabaseMigrator.Migrate(database, room._services.GetServices<RoomMigrations>());
        _ = (await room._services.GetRequiredService<IElection>().JoinAsync(CancellationToken.None)).Value;
        foreach (var work in room._services.GetServices<IStartupWork>().OrderBy(work => work.Order))
        {
            _ = (await work.RunAsync(CancellationToken.None)).Value;
        }

        return room;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Database Database => _database;

    /// <summary>Deploys a workflow that any number of runs may share, as a merge does.</summary>
    public Task DeployAsync(string name) => DeployAsync([name], "");

    /// <summary>Deploys several of them at once.</summary>
    /// <param name="triggers">A line of the manifest; empty for none.</param>
    public Task DeployAsync(IReadOnlyList<string> names, string triggers)
    {
        var kind = _services.GetServices<IResourceKind>().Single(kind => kind.Kind == "workflow");
        var context = new DeployContext("0000", "1", "alice", "bob", TimeProvider.System.GetUtcNow());
        return _database.WriteAsync(
            async session =>
            {
                foreach (var name in names)
                {
                    var body = ManifestDocument.Parse("workflow.yaml", $"run: {{ script: no-op.sh, overlap: allow }}\n{triggers}\nrole: evaluator\n").Value;
                    var reading = kind.Read(new ResourceDeclaration("workflow", name, body, _ => true));
                    await kind.ApplyAsync(name, reading.Specification, context, session, CancellationToken.None);
                }
            },
            CancellationToken.None);
    }

    public IBackgroundWork Work(string name) => _services.GetServices<IBackgroundWork>().Single(work => work.Name == name);

    /// <summary>Everything that runs in a server's background, the invoker among it, until the returned action ends it.</summary>
    public async Task<Func<Task>> StartBackgroundAsync()
    {
        var background = Get<BackgroundWorkHost>();
        await background.StartAsync(CancellationToken.None);
        return () => background.StopAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        _home.Dispose();
        _folder.Delete(recursive: true);
    }

    private static async Task<string> EmptyDatabaseAsync(string server)
    {
        const string Name = "twinyard_bench";
        await using var source = NpgsqlDataSource.Create(server);
        await using (var drop = source.CreateCommand($"DROP DATABASE IF EXISTS {Name} WITH (FORCE)"))
        {
            await drop.ExecuteNonQueryAsync();
        }

        await using var create = source.CreateCommand($"CREATE DATABASE {Name}");
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = Name, MaxPoolSize = 32 }.ToString();
    }
}
