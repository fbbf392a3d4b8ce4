using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Twinyard.Access.Certificates;
using Twinyard.WebConsole;
using Twinyard.Host.Settings;
using Twinyard.Platform.Background;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Host;

/// <summary>One running environment: holds the home's lock from start to stop.</summary>
public sealed partial class TwinyardServer : IAsyncDisposable
{
    private const int MostConnections = 10_000;

    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(10);

    private readonly WebApplication _app;
    private readonly HomeDirectory _home;
    private readonly Database _database;
    private BackgroundWorkHost? _work;
    private bool _joined;

    private TwinyardServer(WebApplication app, HomeDirectory home, Database database, ServerSettings settings)
    {
        _app = app;
        _home = home;
        _database = database;
        Environment = settings.Environment;
    }

    public string Environment { get; }

    public string Home => _home.Root;

    /// <summary>Base address for people, without a trailing slash.</summary>
    public string Url => Services.GetRequiredService<IServerAddress>().Url;

    /// <summary>Base address for what runs on this machine, without a trailing slash.</summary>
    public string LocalUrl => Services.GetRequiredService<IServerAddress>().LocalUrl;

    public IServiceProvider Services => _app.Services;

    /// <summary>
    /// Opens the home (a second server on it is refused), migrates, lets the rooms get ready, listens, and writes
    /// <c>server.json</c> for the CLI. Every expected reason not to start is an error with a remedy.
    /// </summary>
    /// <param name="flags">Configuration keys that win over file and environment, such as <c>Urls</c>.</param>
    public static Task<Result<TwinyardServer>> StartAsync(string homePath, IReadOnlyDictionary<string, string?> flags, CancellationToken cancellationToken) =>
        StartAsync(homePath, flags, static _ => { }, cancellationToken);

    /// <param name="replace">Has the last word on the services: a clock that a script moves, a twin that starts nothing.</param>
    internal static async Task<Result<TwinyardServer>> StartAsync(
        string homePath, IReadOnlyDictionary<string, string?> flags, Action<IServiceCollection> replace, CancellationToken cancellationToken)
    {
        var read = SettingsReader.Read(Path.GetFullPath(homePath), flags);
        if (!read.IsOk)
        {
            return read.Error;
        }

        var (configuration, settings) = read.Value;
        var opened = HomeDirectory.Open(homePath, settings.Node ?? "");
        if (!opened.IsOk)
        {
            return opened.Error;
        }

        var home = opened.Value;
        Database database = settings.Postgres is { Length: > 0 } postgres ? new PostgresDatabase(postgres) : new SqliteDatabase(home.StateDatabase);
        var server = new TwinyardServer(Build(home, database, configuration, settings, replace), home, database, settings);
        var started = await server.StartAsync(settings, cancellationToken);
        if (!started.IsOk)
        {
            await server.DisposeAsync();
            return started.Error;
        }

        return server;
    }

    /// <summary>Stops in good order: no new requests, runs ended, segments flushed; then releases the home.</summary>
    public async ValueTask DisposeAsync()
    {
        File.Delete(_home.ServerFile);
        if (_work is not null)
        {
            await _work.StopAsync(CancellationToken.None);
        }

        await _app.StopAsync(CancellationToken.None);
        if (_joined)
        {
            await LeaveAsync();
        }

        await _app.DisposeAsync();
        await _database.DisposeAsync();
        _home.Dispose();
    }

    // A database that is gone must not hinder the rest of the end; the lease runs out by itself.
    private async Task LeaveAsync()
    {
        try
        {
            await Services.GetRequiredService<IElection>().LeaveAsync();
        }
        catch (System.Data.Common.DbException e)
        {
            LogNotLeft(Services.GetRequiredService<ILogger<TwinyardServer>>(), e);
        }
    }

    private static WebApplication Build(HomeDirectory home, Database database, IConfiguration configuration, ServerSettings settings, Action<IServiceCollection> replace)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(TwinyardServer).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.Configuration.AddConfiguration(configuration);
        // Listened on below, each in its way; the framework would warn that it does not take them itself.
        builder.WebHost.UseUrls();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Beyond these, connections are closed at once instead of taking memory from those that there are.
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = MostConnections;
            foreach (var address in ListenAddress.All(settings))
            {
                address.Listen(kestrel, address.IsEncrypted ? Encrypt : static _ => { });
            }
        });
        builder.WebHost.UseConsoleAssets();
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(Enum.Parse<LogLevel>(settings.LogLevel, ignoreCase: true));
        // The keys lie in the home, which only its owner can read; there is nothing a person could do about the warning.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // What hinders the start is returned as an error with a remedy; the framework would log it with a stack trace before.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        // Whoever starts the server decides about Ctrl-C; the framework's own console lifetime would race with it.
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.AddSingleton(new ServerAddress(settings.Environment));
        builder.Services.AddSingleton<IServerAddress>(services => services.GetRequiredService<ServerAddress>());
        builder.Services.AddRooms(home, database, settings.Node is { Length: > 0 } node ? new ServerNode(node) : ServerNode.Alone, configuration);
        builder.Services.PostConfigure<TlsOptions>(tls => tls.OtherNames = [.. ListenAddress.NamesOf(settings)]);
        builder.Services.AddSingleton(RoomSettings.Of(builder.Services));
        replace(builder.Services);
        var app = builder.Build();
        app.UseRooms();
        return app;
    }

    private static void Encrypt(ListenOptions listen) => listen.UseHttps(new TlsHandshakeCallbackOptions
    {
        OnConnection = _ => ValueTask.FromResult(listen.ApplicationServices.GetRequiredService<IServerTls>().ForServer()),
        HandshakeTimeout = HandshakeTime,
    });

    private async Task<Result<Done>> StartAsync(ServerSettings settings, CancellationToken cancellationToken)
    {
        var ready = await MakeReadyAsync(settings, cancellationToken);
        if (!ready.IsOk)
        {
            return ready;
        }

        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException or SocketException)
        {
            return new FailedError("port-in-use", $"The server cannot listen on {settings.Urls}: the port is in use.", "Stop what uses it, or choose another with --urls (port 0 takes any free one).");
        }

        var address = Services.GetRequiredService<ServerAddress>();
        address.Bound(
            Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? throw new InvalidOperationException("The server has no address."), settings);
        RoomComposition.BindMqtt(Services, address);
        _work = Services.GetRequiredService<BackgroundWorkHost>();
        await _work.StartAsync(cancellationToken);
        new RunningServer(address.LocalUrl, address.MqttPort, System.Environment.ProcessId, Environment).Write(_home.Own);
        return Done.Value;
    }

    private async Task<Result<Done>> MakeReadyAsync(ServerSettings settings, CancellationToken cancellationToken)
    {
        var problems = Services.GetRequiredService<RoomSettings>().Problems(Services);
        if (problems.Count > 0)
        {
            return SettingsReader.Invalid(problems);
        }

        try
        {
            await DatabaseMigrator.MigrateAloneAsync(_database, Services.GetServices<RoomMigrations>(), cancellationToken);
        }
        catch (Exception e) when (e is InvalidOperationException or System.Data.Common.DbException)
        {
            return new FailedError("database-not-ready", $"The state database cannot be used: {e.Message}", _database.Engine == DatabaseEngine.PostgreSql
                ? "Check that PostgreSQL runs and that the connection string in the key Postgres is right."
                : $"Check that {_home.StateDatabase} is a Twinyard database and that the disk is not full.");
        }

        var joined = await Services.GetRequiredService<IElection>().JoinAsync(cancellationToken);
        if (!joined.IsOk)
        {
            return joined;
        }

        _joined = true;
        foreach (var work in Services.GetServices<IStartupWork>().OrderBy(work => work.Order))
        {
            var done = await work.RunAsync(cancellationToken);
            if (!done.IsOk)
            {
                return done;
            }
        }

        return ListenAddress.All(settings).Any(address => address.IsEncrypted)
            ? await Services.GetRequiredService<IServerTls>().PrepareAsync(cancellationToken)
            : Done.Value;
    }
}
