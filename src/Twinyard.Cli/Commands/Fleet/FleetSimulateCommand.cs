using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Twinyard.Agent.Devices;
using Twinyard.Agent.Recordings;
using Twinyard.Contracts.Fleet;
using Twinyard.Simulation;

namespace Twinyard.Cli.Commands.Fleet;

/// <summary><c>twinyard fleet simulate</c>: many devices in this process, each over MQTT with its own credential.</summary>
internal static class FleetSimulateCommand
{
    private const string SimulatedTag = "simulated";

    public static Command Build()
    {
        var data = new Option<string>("--data") { Description = "A recording in C-MAPSS's layout, plain or .gz", HelpName = "FILE", Required = true };
        var devices = new Option<int>("--devices") { Description = "How many devices; each replays one unit (default: 20)", HelpName = "N", DefaultValueFactory = _ => 20 };
        var prefix = new Option<string>("--prefix") { Description = "Their ids begin with it: sim-01, sim-02, … (default: sim)", HelpName = "TEXT", DefaultValueFactory = _ => "sim" };
        var kind = new Option<string>("--kind") { Description = "In front of the unit in each entity, such as fd001/1 (default: fd001)", HelpName = "NAME", DefaultValueFactory = _ => "fd001" };
        var rate = new Option<double>("--rate") { Description = "Rows a second and device; 0 for as fast as they are taken (default: 10)", HelpName = "N", DefaultValueFactory = _ => 10 };
        var stay = new Option<bool>("--stay") { Description = "Stay connected after the recording and follow rollouts, until Ctrl-C" };
        var wait = new Option<double>("--wait-for-model") { Description = "Seconds that devices wait for a first model (default: 0)", HelpName = "SECONDS", DefaultValueFactory = _ => 0 };
        return new Command("simulate", "Enrol simulated devices and let them replay a recording") { data, devices, prefix, kind, rate, stay, wait }.Does(async (call, cancellationToken) =>
        {
            if (call.Get(devices) is < 1 or > 10_000)
            {
                throw new CliError(ExitCodes.Invalid, $"--devices is {call.Get(devices)}, and 1 to 10000 are possible.");
            }

            var credentials = await EnrolAsync(call, call.Get(prefix)!, call.Get(devices), call.Get(kind)!, cancellationToken) /* both have defaults */;
            var status = await call.Api.GetAsync<FleetStatus>("fleet/status", cancellationToken);
            var server = new Uri(call.Api.Url);
            var options = new SimulatedFleetOptions
            {
                Server = server,
                MqttHost = server.Host,
                MqttPort = status.MqttPort,
                Recording = call.Get(data)! /* required */,
                Kind = call.Get(kind)! /* has a default */,
                Devices = credentials,
                Rate = call.Get(rate),
                AtEnd = call.Get(stay) ? AtEnd.Stay : AtEnd.Exit,
                WaitForModel = TimeSpan.FromSeconds(call.Get(wait)),
            };
            return await RunAsync(call, options, cancellationToken);
        });
    }

    private static async Task<int> RunAsync(CliCall call, SimulatedFleetOptions options, CancellationToken cancellationToken)
    {
#pragma warning disable RS0030 // The command's entry hands chance out; everything below takes it by injection.
        var random = Random.Shared;
#pragma warning restore RS0030
        SimulatedFleet fleet;
        try
        {
            fleet = new SimulatedFleet(options, TimeProvider.System, random, (device, text) =>
            {
                if (text.Contains("refused", StringComparison.Ordinal))
                {
                    call.Out.Note($"{device}: {text}");
                }
            });
        }
        catch (RecordingException e)
        {
            throw new CliError(ExitCodes.Invalid, e.Message);
        }

        using (fleet)
        {
            var run = fleet.RunAsync(cancellationToken);
            await call.Out.Stderr.Progress().AutoClear(false).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn()).StartAsync(async progress =>
            {
                var rows = progress.AddTask("rows", maxValue: fleet.Rows);
                while (!run.IsCompleted)
                {
                    rows.Value = fleet.RowsTaken;
                    rows.Description = string.Create(CultureInfo.InvariantCulture, $"{fleet.Connected} connected, {fleet.RowsTaken} rows, {fleet.Decisions} decisions, {fleet.Acknowledged} acknowledged");
                    await Task.WhenAny(run, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None));
                }

                rows.Value = fleet.RowsTaken;
            });
            await run;
            call.Out.Result(
                new { devices = fleet.Devices.Count, rows = fleet.RowsTaken, decisions = fleet.Decisions, acknowledged = fleet.Acknowledged, refused = fleet.Refused },
                value => call.Out.Facts(("Devices", value.devices), ("Rows", value.rows), ("Decisions", value.decisions), ("Acknowledged", value.acknowledged), ("Refused", value.refused)));
            if (cancellationToken.IsCancellationRequested && options.AtEnd == AtEnd.Exit)
            {
                return ExitCodes.Cancelled;
            }

            return fleet.Refused == 0 ? ExitCodes.Done : ExitCodes.Failed;
        }
    }

    /// <summary>Enrols the devices; those of an earlier simulation are replaced, because their secrets are not kept.</summary>
    private static async Task<IReadOnlyList<(string Device, string Secret)>> EnrolAsync(CliCall call, string prefix, int count, string kind, CancellationToken cancellationToken)
    {
        var credentials = new List<(string, string)>();
        for (var number = 1; number <= count; number++)
        {
            var id = SimulatedFleet.NameOf(prefix, number, count);
            await RemoveEarlierAsync(call, id, cancellationToken);
            var tags = new Dictionary<string, string> { [SimulatedTag] = "true", ["kind"] = kind };
            credentials.Add((id, (await call.Api.PostAsync<EnrolledDevice>("fleet/devices", new EnrolDeviceRequest(id, tags), cancellationToken)).Secret));
        }

        return credentials;
    }

    private static async Task RemoveEarlierAsync(CliCall call, string id, CancellationToken cancellationToken)
    {
        try
        {
            var earlier = await call.Api.GetAsync<DeviceDetail>($"fleet/devices/{Uri.EscapeDataString(id)}", cancellationToken);
            if (!earlier.Device.Tags.ContainsKey(SimulatedTag))
            {
                throw new CliError(ExitCodes.Invalid, $"{id} is a device that was not simulated.", "Choose another --prefix.");
            }

            await call.Api.DeleteAsync($"fleet/devices/{Uri.EscapeDataString(id)}", cancellationToken);
        }
        catch (CliError e) when (e.ExitCode == ExitCodes.NotFound)
        {
            // Free to enrol.
        }
    }
}
