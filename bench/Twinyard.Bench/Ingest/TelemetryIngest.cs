using System.Diagnostics;
using Twinyard.Contracts.Fleet;
using Twinyard.Host;
using Twinyard.Cli.Api;
using Twinyard.Access;
using Twinyard.Access.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Twinyard.Bench.Ingest;

/// <summary>
/// QoS 1 publishes of 200 bytes, acknowledged only when durable, over real MQTT on loopback; then every acknowledged row is counted in the
/// warehouse. The publishers run in this process too, so the figure is of server and load on the same two cores.
/// </summary>
internal static class TelemetryIngest
{
    private const int Window = 20;
    private const int PayloadBytes = 200;

    public static async Task<int> RunAsync(BenchSettings settings)
    {
        var home = Directory.CreateTempSubdirectory("twinyard-bench-");
        try
        {
            var started = await TwinyardServer.StartAsync(home.FullName, new Dictionary<string, string?> { ["Urls"] = "http://127.0.0.1:0" }, CancellationToken.None);
            await using var server = started.Value;
            var tokens = server.Services.GetRequiredService<ITokens>();
            var owner = await tokens.IssueAsync(new TokenRequest(new Principal(Principal.User, "owner", "owner"), "bench", null), CancellationToken.None);
            using var api = new ApiClient(server.Url, owner.Secret);
            var port = (await api.GetAsync<FleetStatus>("fleet/status", CancellationToken.None)).MqttPort;

            var rates = new List<double>();
            for (var repetition = 0; repetition < settings.Repetitions; repetition++)
            {
                rates.Add(await PublishAsync(api, port, repetition, settings));
            }

            BenchResult.Print($"twinyard.ingest.acknowledged.c{settings.Connections}", rates, "messages/s");
            return await AllLoadedAsync(api) ? 0 : 1;
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static async Task<double> PublishAsync(ApiClient api, int port, int repetition, BenchSettings settings)
    {
        var publishers = new List<MqttPublisher>();
        for (var i = 0; i < settings.Connections; i++)
        {
            var id = $"bench-{repetition}-{i}";
            var device = await api.PostAsync<EnrolledDevice>("fleet/devices", new EnrolDeviceRequest(id, null), CancellationToken.None);
            var publisher = new MqttPublisher(id, device.Secret, DeviceTopics.Telemetry(id, DeviceTopics.DefaultStream), Window, PayloadBytes);
            await publisher.ConnectAsync(port, CancellationToken.None);
            publishers.Add(publisher);
        }

        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(settings.Seconds));
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(publishers.Select(publisher => Task.Run(() => publisher.RunAsync(stop.Token))));
        var rate = publishers.Sum(publisher => publisher.Acknowledged) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        publishers.ForEach(publisher => publisher.Dispose());
        return rate;
    }

    private static async Task<bool> AllLoadedAsync(ApiClient api)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var status = await api.GetAsync<FleetStatus>("fleet/status", CancellationToken.None);
            if (status.LoadedRows == status.Acknowledged)
            {
                Console.WriteLine($"# all {status.Acknowledged} acknowledged rows are in the warehouse, {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s after the last publish");
                return true;
            }

            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(3))
            {
                Console.Error.WriteLine($"Only {status.LoadedRows} of {status.Acknowledged} acknowledged rows were loaded within three minutes.");
                return false;
            }

            await Task.Delay(200);
        }
    }
}
