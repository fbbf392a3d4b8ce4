using Twinyard.Contracts.Fleet;

namespace Twinyard.Cli.Commands.Demo.Steps;

internal sealed class DevicesStep : IDemoStep
{
    private const int Simulated = 20;
    private const string Agent = "press-07";

    public string Title => "Twenty simulated devices and one real agent run the bundle and send over MQTT";

    public async Task RunAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        await DemoFleet.RemoveEarlierAsync(demo, cancellationToken);
        var decisions = $"select count(*) from decisions where device like '{demo.FirstKind.Name}-%'";
        var before = await DemoFleet.CountAsync(demo, decisions, cancellationToken);
        var fleet = await DemoFleet.ArriveAsync(demo, demo.FirstKind, Simulated, cancellationToken);
        await DemoFleet.StartAgentAsync(demo, Agent, demo.FirstKind, Simulated + 1, cancellationToken);
        await demo.Tell.WaitForAsync(
            "Connections",
            TimeSpan.FromSeconds(30),
            async () =>
            {
                var status = await demo.Owner.GetAsync<FleetStatus>("fleet/status", cancellationToken);
                return (status.ConnectedDevices >= Simulated + 1 ? status : null, $"{status.ConnectedDevices} of {Simulated + 1} devices");
            },
            cancellationToken);
        demo.Tell.Good($"{Simulated + 1} devices are connected, each with its own credential.");

        demo.Tell.Command($"twinyard rollout create rul {demo.FirstVersion}");
        var rollout = await DemoFleet.RolledOutAsync(demo, await DemoFleet.StartRolloutAsync(demo, demo.FirstVersion, [100], null, cancellationToken), cancellationToken);
        demo.DecisionsSince = rollout.Rollout.CreatedAt;
        demo.Tell.Good($"rul v{demo.FirstVersion} runs on all of them: downloaded with their own credentials, checked, opened by the same inference library as the server's.");

        await demo.Tell.WaitForAsync(
            "Replaying the recorded engines",
            TimeSpan.FromSeconds(90),
            () => Task.FromResult((fleet.RowsTaken >= fleet.Rows ? "done" : null, $"{fleet.RowsTaken} of {fleet.Rows} rows, {fleet.Decisions} decisions")),
            cancellationToken);
        await demo.Tell.WaitForAsync(
            "Loading into the warehouse",
            TimeSpan.FromSeconds(30),
            async () =>
            {
                var loaded = await DemoFleet.CountAsync(demo, decisions, cancellationToken) - before;
                return (loaded >= fleet.Decisions ? "done" : null, $"{loaded} of {fleet.Decisions} decisions");
            },
            cancellationToken);
        var twice = await DemoFleet.CountAsync(demo, "select count(*) - count(distinct id) from decisions", cancellationToken);
        if (twice != 0)
        {
            throw new CliError(ExitCodes.Failed, $"{twice} decisions were loaded twice.");
        }

        demo.DecisionsSince = TimeProvider.System.GetUtcNow();
        var status = await demo.Owner.GetAsync<FleetStatus>("fleet/status", cancellationToken);
        var agent = await DemoFleet.CountAsync(demo, $"select count(*) from decisions where device = '{Agent}'", cancellationToken);
        if (agent == 0)
        {
            throw new CliError(ExitCodes.Failed, $"The agent {Agent} sent no decision.", $"Its output is in {demo.DeviceLog.Path}.");
        }

        demo.Tell.Good($"{status.Acknowledged:N0} messages were acknowledged after they were durable, and loaded exactly once; {agent} decisions came from the agent.");
    }
}
