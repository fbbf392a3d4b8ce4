using Twinyard.Contracts.Fleet;
using Twinyard.Contracts.Warehouse;

namespace Twinyard.Bench.Agents;

/// <summary>Resident memory of the native agent: connected and idle, then with a model while it decides on 50 rows a second.</summary>
internal static class AgentMemory
{
    private const string Device = "agent";
    private const int Rows = 500;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(string binary, BenchSettings settings)
    {
        var (idle, busy) = (new List<double>(), new List<double>());
        for (var repetition = 0; repetition < settings.Repetitions; repetition++)
        {
            var (without, with) = await MeasureAsync(binary);
            idle.Add(without);
            busy.Add(with);
        }

        BenchResult.Print("twinyard.agent.resident-idle", idle, "MB");
        BenchResult.Print("twinyard.agent.resident-with-model", busy, "MB");
        return 0;
    }

    /// <summary>On a server of its own, because on a fleet that has a model a new device gets it at once.</summary>
    private static async Task<(double Idle, double Busy)> MeasureAsync(string binary)
    {
        await using var server = await BenchServer.StartAsync();
        await SmallBundle.RegisterAsync(server);
        using var agent = await AgentProcess.StartAsync(binary, server, Device);
        await Waiting.UntilAsync($"That {Device} connects", TimeSpan.FromSeconds(20), async () => (await FindAsync(server)).Device.Connected);
        await Task.Delay(Settling);
        var idle = agent.ResidentMegabytes();
        if ((await FindAsync(server)).Device.Model is { } model)
        {
            throw new InvalidOperationException($"{Device} runs {model} already.");
        }

        await GiveModelAsync(server);
        for (var step = 1; step <= Rows; step++)
        {
            await agent.SendAsync(SmallBundle.Row(step));
            await Task.Delay(20);
        }

        await Waiting.UntilAsync($"That {Device} decides on {Rows} rows", TimeSpan.FromSeconds(20), async () => await DecisionsAsync(server) == Rows);
        return (idle, agent.ResidentMegabytes());
    }

    private static async Task GiveModelAsync(BenchServer server)
    {
        await server.Api.PostAsync<RolloutDetail>("fleet/rollouts", new CreateRolloutRequest(SmallBundle.Model, "1", []), CancellationToken.None);
        await Waiting.UntilAsync($"That {Device} runs the model", TimeSpan.FromSeconds(20), async () => (await FindAsync(server)).Device.Model == SmallBundle.Model);
    }

    private static Task<DeviceDetail> FindAsync(BenchServer server) =>
        server.Api.GetAsync<DeviceDetail>($"fleet/devices/{Device}", CancellationToken.None);

    private static async Task<long> DecisionsAsync(BenchServer server)
    {
        var result = await server.Api.PostAsync<SqlResult>("warehouse/query", new SqlQuery($"select count(*) from decisions where device = '{Device}'"), CancellationToken.None);
        return result.Rows[0][0]?.GetValue<long>() ?? 0;
    }
}
