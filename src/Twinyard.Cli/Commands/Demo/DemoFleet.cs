using System.Globalization;
using System.Text.Json;
using Twinyard.Contracts.Fleet;
using Twinyard.Contracts.Warehouse;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Processes;
using Twinyard.Simulation;

namespace Twinyard.Cli.Commands.Demo;

/// <summary>Devices of the demo: simulated ones in this process, and one agent in a process of its own.</summary>
internal static class DemoFleet
{
    private const double RowsPerSecond = 20;
    private static readonly TimeSpan ModelPatience = TimeSpan.FromSeconds(60);

    /// <summary>Enrols devices and lets each replay one recorded engine, once it has a model.</summary>
    public static async Task<SimulatedFleet> ArriveAsync(DemoContext demo, DemoKind kind, int count, CancellationToken cancellationToken)
    {
        demo.Tell.Command($"twinyard fleet simulate --data {Path.GetFileName(kind.Test)} --devices {count} --prefix {kind.Name} --kind {kind.Name} --rate {RowsPerSecond}");
        var devices = new List<(string, string)>();
        for (var i = 1; i <= count; i++)
        {
            var id = SimulatedFleet.NameOf(kind.Name, i, count);
            devices.Add((id, await EnrolAsync(demo, id, kind, cancellationToken)));
        }

        var fleet = new SimulatedFleet(
            new SimulatedFleetOptions
            {
                Server = new Uri(demo.Server.LocalUrl),
                MqttHost = "127.0.0.1",
                MqttPort = await MqttPortAsync(demo, cancellationToken),
                Recording = kind.Test,
                Kind = kind.Name,
                Devices = devices,
                Rate = RowsPerSecond,
                WaitForModel = ModelPatience,
            },
            TimeProvider.System,
            new Random(1),
            demo.DeviceLog.Write);
        demo.KeepRunning(new RunningFleet(fleet));
        return fleet;
    }

    /// <summary>On a home where the demo has run before: takes its devices out of the fleet, so that no rollout waits for them.</summary>
    public static async Task RemoveEarlierAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        var devices = await demo.Owner.GetAsync<Page<DeviceSummary>>("fleet/devices?limit=1000", cancellationToken);
        foreach (var device in devices.Items.Where(device => device.Tags.GetValueOrDefault("demo") == "turbofan"))
        {
            await demo.Owner.DeleteAsync($"fleet/devices/{device.Id}", cancellationToken);
        }
    }

    /// <summary>The real agent, as a process of its own with its own spool, replaying one engine.</summary>
    public static async Task StartAgentAsync(DemoContext demo, string id, DemoKind kind, int unit, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(demo.Folder, id)).FullName;
        var credential = Path.Combine(folder, "credential.json");
        var secret = await EnrolAsync(demo, id, kind, cancellationToken);
        PrivateFile.Write(credential, JsonSerializer.SerializeToUtf8Bytes(new { device = id, secret }));
        demo.Tell.Command($"twinyard-agent --device {id} --credential-file {id}.json --source file:{Path.GetFileName(kind.Test)} --unit {unit} …");
        demo.KeepRunning(new RunningAgent(
            new ChildCommand
            {
                FileName = "dotnet",
                Arguments =
                [
                    DemoPaths.Agent,
                    "--server", demo.Server.LocalUrl,
                    "--mqtt", $"127.0.0.1:{await MqttPortAsync(demo, cancellationToken)}",
                    "--device", id,
                    "--credential-file", credential,
                    "--source", $"file:{kind.Test}",
                    "--kind", kind.Name,
                    "--unit", unit.ToString(CultureInfo.InvariantCulture),
                    "--rate", RowsPerSecond.ToString(CultureInfo.InvariantCulture),
                    "--wait-for-model", ((int)ModelPatience.TotalSeconds).ToString(CultureInfo.InvariantCulture),
                    "--data", Path.Combine(folder, "data"),
                ],
                WorkingDirectory = folder,
            },
            line => demo.DeviceLog.Write(id, line)));
    }

    public static async Task<RolloutDetail> StartRolloutAsync(DemoContext demo, int version, int[] stages, RolloutGate? gate, CancellationToken cancellationToken) =>
        await demo.Bob.PostAsync<RolloutDetail>(
            "fleet/rollouts",
            new CreateRolloutRequest("rul", version.ToString(CultureInfo.InvariantCulture), [.. stages.Select(percent => new RolloutStageRequest(percent))], gate) { SuccessPercent = 100 },
            cancellationToken);

    public static Task<RolloutDetail> RolledOutAsync(DemoContext demo, RolloutDetail rollout, CancellationToken cancellationToken) =>
        demo.Tell.WaitForAsync(
            $"Rollout of v{rollout.Rollout.Version}",
            TimeSpan.FromSeconds(90),
            async () =>
            {
                var now = await demo.Owner.GetAsync<RolloutDetail>($"fleet/rollouts/{rollout.Rollout.Id}", cancellationToken);
                if (now.Rollout.State is "halted" or "cancelled")
                {
                    throw new CliError(ExitCodes.Failed, $"The rollout is {now.Rollout.State}: {now.Rollout.Reason}");
                }

                var done = now.Devices.Count(device => device.State == "succeeded");
                return (now.Rollout.State == "completed" ? now : null, $"stage {now.Rollout.Stage} of {now.Rollout.Stages}, {done} of {now.Devices.Count} devices");
            },
            cancellationToken);

    /// <summary>One whole number from the warehouse.</summary>
    public static async Task<long> CountAsync(DemoContext demo, string sql, CancellationToken cancellationToken)
    {
        var result = await demo.Owner.PostAsync<SqlResult>("warehouse/query", new SqlQuery(sql), cancellationToken);
        return result.Rows[0][0]?.GetValue<long>() ?? 0;
    }

    private static async Task<string> EnrolAsync(DemoContext demo, string id, DemoKind kind, CancellationToken cancellationToken)
    {
        var enrolled = await demo.Owner.PostAsync<EnrolledDevice>(
            "fleet/devices", new EnrolDeviceRequest(id, new Dictionary<string, string> { ["kind"] = kind.Name, ["demo"] = "turbofan" }), cancellationToken);
        return enrolled.Secret;
    }

    private static async Task<int> MqttPortAsync(DemoContext demo, CancellationToken cancellationToken) =>
        (await demo.Owner.GetAsync<FleetStatus>("fleet/status", cancellationToken)).MqttPort;
}
