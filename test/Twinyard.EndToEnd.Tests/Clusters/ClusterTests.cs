using Twinyard.Contracts.Cluster;
using Twinyard.Contracts.Warehouse;
using Twinyard.Contracts.Workflows;
using Twinyard.EndToEnd.Tests.Crashes;
using Twinyard.EndToEnd.Tests.Processes;
using Twinyard.Platform.Paging;
using Twinyard.TestKit.Databases;

namespace Twinyard.EndToEnd.Tests.Clusters;

/// <summary>Three servers on one PostgreSQL and one data directory: whoever of them is killed, the others do its work.</summary>
public sealed class ClusterTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task NodesKilled_TheElectedAmongThem_TheOthersGoOnAndNothingIsLostOrDoubled()
    {
        Assert.SkipWhen(OwnPostgres.Server is null, TestDatabase.HowToGetPostgres);
        await using var postgres = await OwnPostgres.CreateAsync(OwnPostgres.Server);
        var settings = new Dictionary<string, string>
        {
            ["TWINYARD__POSTGRES"] = postgres.ConnectionString,
            ["TWINYARD__CLUSTER__LEASE"] = "00:00:03",
            ["TWINYARD__WORKFLOWS__LEASE"] = "00:00:06",
        };
        var nodes = new Dictionary<string, ServerProcess>();
        try
        {
            foreach (var name in new[] { "a", "b", "c" })
            {
                nodes[name] = await ServerProcess.StartNodeAsync(_home, name, Token, settings);
            }

            (await ElectedAsync(nodes["c"])).ShouldBe("a");
            await CrashRepository.DeployAsync(_home, nodes["b"], Token);

            // The elected one first: its runs are lost with it, and so is the warehouse until another serves it.
            var started = await KillInFlightAsync(nodes, "a");
            var elected = await Eventually.GetAsync("Another election", async () => await ElectedAsync(nodes["c"]) is { } other and not "a" ? other : null, Token);
            nodes["a"] = await ServerProcess.StartNodeAsync(_home, "a", Token, settings);
            started.AddRange(await KillInFlightAsync(nodes, elected));

            var last = nodes["a"];
            foreach (var (run, outcome) in started)
            {
                (await EndAsync(last, run)).ShouldBe(outcome, $"run {run}");
            }

            await new CrashChecks(last, Token).AssertTicksRanOnceAsync();
            await new CrashChecks(last, Token).AssertOutputsAreWholeAsync();
            (await CountAsync(nodes.Values.Single(node => node != last))).ShouldBeGreaterThan(0);
            (await last.Owner.GetAsync<Page<NodeSummary>>("nodes", Token)).Items
                .ShouldContain(node => node.Name == elected && node.State == "gone" && !node.IsElected);
        }
        finally
        {
            foreach (var node in nodes.Values)
            {
                await node.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task NodeStops_ItsElectionGoesToAnotherAtOnceAndItsNameIsForgotten()
    {
        Assert.SkipWhen(OwnPostgres.Server is null, TestDatabase.HowToGetPostgres);
        await using var postgres = await OwnPostgres.CreateAsync(OwnPostgres.Server);
        // With a lease this long only the good order can have passed the election on.
        var settings = new Dictionary<string, string> { ["TWINYARD__POSTGRES"] = postgres.ConnectionString, ["TWINYARD__CLUSTER__LEASE"] = "01:00:00" };
        await using var first = await ServerProcess.StartNodeAsync(_home, "a", Token, settings);
        await using var second = await ServerProcess.StartNodeAsync(_home, "b", Token, settings);

        first.Process.Signal(ProcessSignal.Terminate);
        (await first.Process.ExitAsync(Eventually.Patience, Token)).ShouldBe(0, first.Process.Output);

        await Eventually.TrueAsync("The next election", async () => await ElectedAsync(second) == "b", Token);
        (await second.Owner.GetAsync<Page<NodeSummary>>("nodes", Token)).Items.Select(node => node.Name).ShouldBe(["b"]);
    }

    /// <summary>Kills a node while it executes a run that never ends, and one whose second attempt does. What other nodes took is cancelled through it before.</summary>
    /// <returns>The runs, and what is to become of each.</returns>
    private async Task<List<(string Run, string State)>> KillInFlightAsync(Dictionary<string, ServerProcess> nodes, string victim)
    {
        var started = new List<(string Run, string State)>();
        foreach (var (workflow, state) in new[] { (CrashRepository.Endless, "failed"), (CrashRepository.Retried, "succeeded") })
        {
            string taker;
            do
            {
                var run = await StartAsync(nodes[victim], workflow);
                taker = await Eventually.GetAsync($"A node that takes run {run}", () => Task.FromResult(nodes.Keys.FirstOrDefault(node => Executes(node, run))), Token);
                started.Add((run, taker == victim ? state : "cancelled"));
                if (taker != victim)
                {
                    await nodes[victim].Owner.PostAsync($"runs/{run}/cancel", null, Token);
                }
            }
            while (taker != victim);
        }

        await nodes[victim].KillAsync();
        await nodes[victim].DisposeAsync();
        nodes.Remove(victim);
        return started;
    }

    // Each node lays out the commits that it executes in a folder of its own.
    private bool Executes(string node, string run) =>
        HomeProcesses.On(_home.File($"nodes/{node}/runs")).Any(process => process.Environment.Contains($"TWINYARD_RUN_ID={run}", StringComparison.Ordinal));

    private static Task<string> EndAsync(ServerProcess node, string run) => Eventually.GetAsync(
        $"The end of run {run}", async () => await RunAsync(node, run) is { Summary: { EndedAt: not null, State: var state } } ? state : null, Token);

    private static async Task<string> StartAsync(ServerProcess node, string workflow) =>
        (await node.Owner.PostAsync<RunDetail>($"workflows/{workflow}/runs", new StartRunRequest(), Token)).Summary.Id;

    private static Task<RunDetail> RunAsync(ServerProcess node, string id) => node.Owner.GetAsync<RunDetail>($"runs/{id}", Token);

    private static async Task<string?> ElectedAsync(ServerProcess asked) =>
        (await asked.Owner.GetAsync<Page<NodeSummary>>("nodes", Token)).Items.SingleOrDefault(node => node.IsElected)?.Name;

    private static async Task<long> CountAsync(ServerProcess node) =>
        (await node.Owner.PostAsync<SqlResult>("warehouse/query", new SqlQuery($"select count(*) from {CrashRepository.Table}"), Token)).Rows[0][0]!.GetValue<long>(); // a count is never null
}
