using Twinyard.Contracts.Fleet;
using Twinyard.Contracts.Warehouse;
using Twinyard.EndToEnd.Tests.Processes;

namespace Twinyard.EndToEnd.Tests.Crashes;

/// <summary>What the server has acknowledged is in the warehouse once, whenever it is killed.</summary>
public sealed class IngestCrashTests(ITestOutputHelper output) : IDisposable
{
    private const string Device = "crash-1";
    private const int Kills = 4;
    private const int Streams = 4;

    // Small segments, so that kills also meet their change and their deletion.
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["TWINYARD__Fleet__SegmentBytes"] = "16384",
        ["TWINYARD__Fleet__LoadInterval"] = "00:00:00.100",
    };

    private readonly TemporaryHome _home = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task ServerKilledWhileDevicesSend_EveryAcknowledgedRowIsLoadedOnce()
    {
        var seed = CrashSeed.Take(output);
        var random = new Random(seed);
        var device = new UnreliableDevice(Device, await EnrolAsync(), Streams, seed);
        for (var kill = 1; kill <= Kills; kill++)
        {
            await KillWhileSendingAsync(device, device.Acknowledged + random.Next(1, 600), random.Next(0, 20));
            output.WriteLine($"Kill {kill}: {device.Acknowledged} rows acknowledged so far.");
            if (random.Next(2) == 0)
            {
                await KillWhileStartingAsync(random);
            }
        }

        await using var server = await ServerProcess.StartAsync(_home, Token, Settings);
        await AssertLoadedOnceAsync(server, device);
    }

    [Fact]
    public async Task SegmentTornAfterAKill_StartTellsItAndLosesNothing()
    {
        var seed = CrashSeed.Take(output);
        var device = new UnreliableDevice(Device, await EnrolAsync(), Streams, seed);
        // Nothing is loaded before the kill, so the segment is all there is.
        var slowly = new Dictionary<string, string> { ["TWINYARD__Fleet__LoadInterval"] = "01:00:00" };
        await KillWhileSendingAsync(device, 50, 0, slowly);
        var segment = Directory.GetFiles(_home.File("ingest"), "*", SearchOption.TopDirectoryOnly).Order(StringComparer.Ordinal).Last();
        await using (var file = new FileStream(segment, FileMode.Append))
        {
            // The beginning of a record, as a kill in the middle of a write leaves it.
            file.Write("TYRC"u8);
            file.Write(new byte[new Random(seed).Next(0, 100)]);
        }

        await using var server = await ServerProcess.StartAsync(_home, Token, Settings);

        server.Process.Output.ShouldContain($"{segment} ended in");
        server.Process.Output.ShouldContain("they were cut off");
        await AssertLoadedOnceAsync(server, device);
    }

    private async Task<string> EnrolAsync()
    {
        await using var server = await ServerProcess.StartAsync(_home, Token, Settings);
        var enrolled = await server.Owner.PostAsync<EnrolledDevice>("fleet/devices", new EnrolDeviceRequest(Device, null), Token);
        return enrolled.Secret;
    }

    private async Task KillWhileSendingAsync(UnreliableDevice device, int acknowledged, int turns, IReadOnlyDictionary<string, string>? settings = null)
    {
        await using var server = await ServerProcess.StartAsync(_home, Token, settings ?? Settings);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var sending = device.SendAsync(server.Address.MqttPort, stop.Token);
        await Eventually.TrueAsync($"{acknowledged} acknowledged rows", () => Task.FromResult(device.Acknowledged >= acknowledged), Token);
        for (var turn = 0; turn < turns; turn++)
        {
            await Task.Yield();
        }

        await server.KillAsync();
        await stop.CancelAsync();
        await sending;
    }

    /// <summary>Recovery is killed too: before, in the middle or after.</summary>
    private async Task KillWhileStartingAsync(Random random)
    {
        var until = random.Next(3) switch { 0 => "lock", 1 => "state.db-wal", _ => "server.json" };
        File.Delete(_home.File("server.json"));
        await using var server = ServerProcess.Begin(_home, Settings);
        await Eventually.TrueAsync($"{until} while starting", () => Task.FromResult(File.Exists(_home.File(until)) || server.HasExited), Token);
        await server.KillAsync();
    }

    private static async Task AssertLoadedOnceAsync(ServerProcess server, UnreliableDevice device)
    {
        await Eventually.TrueAsync(
            "The loading of every acknowledged row",
            async () =>
            {
                var loaded = await LoadedAsync(server);
                return device.AllAcknowledged().All(loaded.ContainsKey);
            },
            Token);
        var rows = await LoadedAsync(server);
        rows.Where(row => row.Value != 1).ShouldBeEmpty();
        rows.Keys.Where(row => !device.HasSent(row.Stream, row.Seq)).ShouldBeEmpty();
        device.Acknowledged.ShouldBeGreaterThan(0);
    }

    private static async Task<Dictionary<(string Stream, long Seq), long>> LoadedAsync(ServerProcess server)
    {
        var sql = $"select stream, seq, count(*) from telemetry where device = '{Device}' group by stream, seq";
        var result = await server.Owner.PostAsync<SqlResult>("warehouse/query", new SqlQuery(sql, MaximumRows: 100_000), Token);
        result.Truncated.ShouldBeFalse();
        return result.Rows.ToDictionary(row => (row[0]!.GetValue<string>(), row[1]!.GetValue<long>()), row => row[2]!.GetValue<long>()); // none is null
    }
}
