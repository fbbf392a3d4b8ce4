using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Twinyard.Access.Audit;
using Twinyard.Access.Tokens;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.TestKit.Databases;
using Twinyard.TestKit.Rooms;
using Twinyard.Twins.Development;
using Twinyard.Twins.Power;
using Twinyard.Twins.Tests.Development;
using Twinyard.Twins.Tests.Processes;

namespace Twinyard.Twins.Tests.Power;

/// <summary>
/// A twin named <c>lab</c> whose start and stop commands are real programs, and a Jupyter Server that answers while a file is there which they make and remove. The clock stands
/// until it is told to move.
/// </summary>
internal sealed class PowerRoom : IAsyncDisposable
{
    public const string Twin = "lab";

    private readonly TestRoom _room;
    private readonly DirectoryInfo _folder;
    private readonly HttpListener _jupyter;

    private PowerRoom(TestRoom room, DirectoryInfo folder, HttpListener jupyter)
    {
        _room = room;
        _folder = folder;
        _jupyter = jupyter;
        _ = AnswerAsync();
    }

    public TwinPower Power => _room.Get<TwinPower>();

    public TwinUses Uses => _room.Get<TwinUses>();

    public FakeBus Bus => (FakeBus)_room.Get<IEventBus>();

    public Microsoft.Extensions.Time.Testing.FakeTimeProvider Time => _room.Time;

    /// <summary>How often the start command has run.</summary>
    public int Starts => File.Exists(In("starts")) ? File.ReadAllLines(In("starts")).Length : 0;

    public bool IsOn => File.Exists(In("on"));

    public static async Task<PowerRoom> CreateAsync(DatabaseEngine engine, params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("twinyard-power-");
        var jupyter = Listen(out var port);
        var values = new Dictionary<string, string?>
        {
            ["twins:named:lab:url"] = $"http://127.0.0.1:{port}/",
            ["twins:named:lab:login"] = "none",
            ["twins:named:lab:startTimeout"] = "00:05:00",
            ["twins:named:lab:start:0"] = "/bin/sh",
            ["twins:named:lab:start:1"] = "-c",
            ["twins:named:lab:start:2"] = $"echo once >> {folder.FullName}/starts; test ! -e {folder.FullName}/broken || {{ echo quota >&2; exit 3; }}; touch {folder.FullName}/on",
            ["twins:named:lab:stop:0"] = "/bin/rm",
            ["twins:named:lab:stop:1"] = $"{folder.FullName}/on",
        };
        foreach (var (key, value) in settings)
        {
            values[$"twins:named:lab:{key}"] = value;
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var room = await TestRoom.CreateAsync(
            engine,
            services =>
            {
                services.AddTwins(configuration);
                services.AddSingleton<IEventBus, FakeBus>();
                services.AddSingleton<ILogStreams, FakeLogs>();
                services.AddSingleton<ICommitSource, FakeCommits>();
                services.AddSingleton<ITokens, FakeTokens>();
                services.AddSingleton<IAuditTrail, FakeAudit>();
                services.AddSingleton<IScriptManifests, FakeManifests>();
                services.AddSingleton<IHostApplicationLifetime, ApplicationLifetime>();
            },
            TestDatabase.Room<ITwin>());
        return new PowerRoom(room, folder, jupyter);
    }

    public void Break() => File.WriteAllText(In("broken"), "");

    public void Mend() => File.Delete(In("broken"));

    public async Task<TwinStateRow> StateAsync() => await Power.StateAsync(Twin, CancellationToken.None);

    /// <summary>Started by hand, to its end.</summary>
    public async Task StartAsync()
    {
        (await Power.StartAsync(Twin, "user/alice", "by hand", byHand: true, CancellationToken.None)).Error.ShouldBeNull();
        await Power.SettledAsync();
    }

    public async Task<Error?> StopAsync(bool force = false, bool hold = false)
    {
        var stopped = await Power.StopAsync(Twin, "user/alice", "by hand", force, hold, CancellationToken.None);
        await Power.SettledAsync();
        return stopped.Error;
    }

    /// <summary>Another node begins to start it, and is not heard of again; its lease lasts a minute.</summary>
    public Task BeginElsewhereAsync() => _room.Database.WriteAsync(
        session =>
        {
            var now = Time.GetUtcNow();
            var change = new TwinChange(Twin, "run/elsewhere", "a run needs it", "elsewhere", now.ToUnixMicros());
            return _room.Get<TwinStateStore>().BeginStartAsync(change, false, now.AddMinutes(1).ToUnixMicros(), session, CancellationToken.None);
        },
        CancellationToken.None);

    /// <summary>One look of the clock that switches twins.</summary>
    public async Task LookAsync()
    {
        await _room.RunAsync("twins.clock");
        await Power.SettledAsync();
    }

    public Task<Result<IAsyncDisposable?>> UseAsync(Action<string?>? tell = null, CancellationToken cancellationToken = default) => Uses.UseAsync(
        Twin,
        "run-1",
        waits =>
        {
            tell?.Invoke(waits);
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>Moves the clock until it has ended.</summary>
    public async Task<T> UntilEndAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            // What the clock has set going needs the machine, not the clock.
            await Task.WhenAny(task, Task.Delay(20));
        }

        return await task;
    }

    public async ValueTask DisposeAsync()
    {
        await _room.DisposeAsync();
        _jupyter.Close();
        _folder.Delete(recursive: true);
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private async Task AnswerAsync()
    {
        while (_jupyter.IsListening)
        {
            try
            {
                var context = await _jupyter.GetContextAsync();
                context.Response.StatusCode = IsOn ? 200 : 503;
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes("""{"default":"python3","kernelspecs":{"python3":{"name":"python3","spec":{"language":"python"}}}}"""));
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // Closed, or the caller has gone.
            }
        }
    }

    private static HttpListener Listen(out int port)
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        var listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        return listener;
    }
}
