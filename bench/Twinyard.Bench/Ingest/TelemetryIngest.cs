using System.Diagnostics;
using System.Text.Json.Nodes;
using Twinyard.Contracts.Fleet;
using Twinyard.Contracts.Warehouse;

namespace Twinyard.Bench.Ingest;

/// <summary>
/// QoS 1 publishes of 200 bytes, acknowledged only when durable, over real MQTT on loopback; then every acknowledged row is counted in the
/// warehouse. The publishers run in this process too, so the figure is of server and load on the same cores.
/// </summary>
internal static class TelemetryIngest
{
    private const int Window = 20;
    private const int PayloadBytes = 200;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LoadPatience = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(BenchSettings settings)
    {
        await using var server = await BenchServer.StartAsync();
        var rates = new List<double>();
        var loads = new List<double>();
        var acknowledged = 0L;
        for (var repetition = 0; repetition < settings.Repetitions; repetition++)
        {
            var (rate, count) = await PublishAsync(server, repetition, settings);
            rates.Add(rate);
            acknowledged += count;
            loads.Add(await LoadedAsync(server, acknowledged));
        }

        BenchResult.Print($"twinyard.ingest.acknowledged.c{settings.Connections}", rates, "messages/s");
        BenchResult.Print("twinyard.ingest.loaded-after-the-last-publish", loads, "s");
        return await AreAllThereAsync(server, acknowledged) ? 0 : 1;
    }

    private static async Task<(double Rate, long Acknowledged)> PublishAsync(BenchServer server, int repetition, BenchSettings settings)
    {
        var publishers = new List<MqttPublisher>();
        try
        {
            for (var i = 0; i < settings.Connections; i++)
            {
                var id = $"bench-{repetition}-{i}";
                var topic = DeviceTopics.Telemetry(id, DeviceTopics.DefaultStream);
                publishers.Add(new MqttPublisher(id, await server.EnrolAsync(id), topic, Window, PayloadBytes));
                await publishers[i].ConnectAsync(server.MqttPort);
            }

            using var stop = new CancellationTokenSource();
            var running = Task.WhenAll(publishers.Select(publisher => Task.Run(() => publisher.RunAsync(stop.Token))));
            await Task.WhenAny(running, Task.Delay(WarmUp));
            var (before, started) = (publishers.Sum(publisher => publisher.Acknowledged), Stopwatch.GetTimestamp());
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(settings.Seconds)));
            var rate = (publishers.Sum(publisher => publisher.Acknowledged) - before) / Stopwatch.GetElapsedTime(started).TotalSeconds;
            await stop.CancelAsync();
            await running;
            return (rate, publishers.Sum(publisher => publisher.Acknowledged));
        }
        finally
        {
            publishers.ForEach(publisher => publisher.Dispose());
        }
    }

    private static async Task<double> LoadedAsync(BenchServer server, long acknowledged)
    {
        var started = Stopwatch.GetTimestamp();
        await Waiting.UntilAsync(
            $"That {acknowledged} rows are loaded",
            LoadPatience,
            async () => (await server.Api.GetAsync<FleetStatus>("fleet/status", CancellationToken.None)).LoadedRows >= acknowledged);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<bool> AreAllThereAsync(BenchServer server, long acknowledged)
    {
        const string Sql = "select count(*), count(distinct device || '-' || seq) from telemetry";
        var rows = (await server.Api.PostAsync<SqlResult>("warehouse/query", new SqlQuery(Sql), CancellationToken.None)).Rows;
        var (there, distinct) = (Number(rows[0][0]), Number(rows[0][1]));
        Console.WriteLine($"# {acknowledged} acknowledged by the publishers, {there} rows in the warehouse, {distinct} of them distinct");
        return there == acknowledged && distinct == acknowledged;
    }

    private static long Number(JsonNode? value) => value?.GetValue<long>() ?? -1;
}
