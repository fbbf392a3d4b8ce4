using Twinyard.Contracts.Buckets;
using Twinyard.Contracts.Warehouse;
using Twinyard.Contracts.Workflows;
using Twinyard.EndToEnd.Tests.Processes;
using Twinyard.Platform.Paging;

namespace Twinyard.EndToEnd.Tests.Crashes;

/// <summary>Whatever a kill interrupts, the ledger says in the end what became of it, and outputs are there as a whole or not at all.</summary>
public sealed class WorkflowCrashTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 3;

    private readonly TemporaryHome _home = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task ServerKilledWhileRunsAreInFlight_EachOccurrenceHasItsOutcomeAndOutputsAreWhole()
    {
        var random = new Random(CrashSeed.Take(output));
        for (var kill = 1; kill <= Kills; kill++)
        {
            await KillInFlightAsync(first: kill == 1, steadyRuns: random.Next(1, 3), turns: random.Next(0, 2_000));
        }

        await using var server = await ServerProcess.StartAsync(_home, Token);
        HomeProcesses.On(_home.File("runs")).Where(process => process.CommandLine.Contains("sleep 1000", StringComparison.Ordinal)).ShouldBeEmpty();
        await AssertEndlessFailedAsync(server);
        await AssertRetriedRanAsync(server);
        await AssertTicksRanOnceAsync(server);
        await AssertOutputsAreWholeAsync(server);

        server.Process.Signal(ProcessSignal.Terminate);
        (await server.Process.ExitAsync(Eventually.Patience, Token)).ShouldBe(0, server.Process.Output);
        HomeProcesses.On(_home.Path).ShouldBeEmpty();
    }

    private async Task KillInFlightAsync(bool first, int steadyRuns, int turns)
    {
        await using var server = await ServerProcess.StartAsync(_home, Token);
        if (first)
        {
            await CrashRepository.DeployAsync(_home, server, Token);
        }

        foreach (var workflow in new[] { CrashRepository.Endless, CrashRepository.Retried })
        {
            await server.Owner.PostAsync<RunDetail>($"workflows/{workflow}/runs", new StartRunRequest(), Token);
        }

        var before = (await RunsAsync(server, CrashRepository.Steady)).Count(run => run.State == "succeeded");
        await Eventually.TrueAsync(
            "Runs in flight",
            async () => (await RunsAsync(server, CrashRepository.Endless)).Any(run => run.State == "running")
                && (await RunsAsync(server, CrashRepository.Retried)).Any(run => run.State is "running" or "succeeded")
                && (await RunsAsync(server, CrashRepository.Steady)).Count(run => run.State == "succeeded") >= before + steadyRuns,
            Token);
        for (var turn = 0; turn < turns; turn++)
        {
            await Task.Yield();
        }

        await server.KillAsync();
    }

    /// <summary>Without retries, an attempt that its server took down is not repeated.</summary>
    private static async Task AssertEndlessFailedAsync(ServerProcess server)
    {
        var entries = await DecidedAsync(server, CrashRepository.Endless);
        entries.Count.ShouldBe(Kills);
        entries.ShouldAllBe(entry => entry.Outcome == "failed" && entry.RunIds.Count == 1);
    }

    /// <summary>With retries, another attempt is made, and this one leaves its outputs.</summary>
    private static async Task AssertRetriedRanAsync(ServerProcess server)
    {
        var entries = await DecidedAsync(server, CrashRepository.Retried);
        entries.Count.ShouldBe(Kills);
        entries.ShouldAllBe(entry => entry.Outcome == "ran" && entry.RunIds.Count == 1);
    }

    private static async Task AssertTicksRanOnceAsync(ServerProcess server)
    {
        var due = (await LedgerAsync(server, CrashRepository.Steady)).Where(entry => entry.Trigger == "schedule").OrderBy(entry => entry.DueAt).ToList();
        due.ShouldAllBe(entry => entry.RunIds.Count <= 1 && entry.Count == 1);
        // No tick twice, and none forgotten while the server was away.
        due.Zip(due.Skip(1), (tick, next) => next.DueAt - tick.DueAt).ShouldAllBe(step => step == CrashRepository.Rate);
        var last = due[^1].DueAt;
        await Eventually.TrueAsync(
            "The outcome of every tick",
            async () => (await LedgerAsync(server, CrashRepository.Steady)).Where(entry => entry.DueAt <= last).All(entry => entry.Outcome != "pending"),
            Token);
    }

    private static async Task AssertOutputsAreWholeAsync(ServerProcess server)
    {
        // The runs are read first: what has succeeded by then has its outputs, also when more runs end meanwhile.
        var runs = new List<RunSummary>();
        foreach (var workflow in new[] { CrashRepository.Steady, CrashRepository.Endless, CrashRepository.Retried })
        {
            runs.AddRange(await RunsAsync(server, workflow));
        }

        var rows = await RowsAsync(server);
        var objects = (await server.Owner.GetAsync<Page<ObjectSummary>>($"buckets/{CrashRepository.Bucket}/objects?limit=500", Token))
            .Items.Select(item => item.Key.Split('/')[0]).ToHashSet();
        runs.Count(run => run.State == "succeeded").ShouldBeGreaterThan(Kills);
        foreach (var run in runs.Where(run => run.EndedAt is not null))
        {
            var whole = run.State == "succeeded";
            rows.GetValueOrDefault(run.Id).ShouldBe(whole ? CrashRepository.RowsOfARun : 0, $"rows of {run}");
            objects.Contains(run.Id).ShouldBe(whole, $"object of {run}");
        }

        rows.Values.ShouldAllBe(count => count == CrashRepository.RowsOfARun);
    }

    private static Task<IReadOnlyList<OccurrenceEntry>> DecidedAsync(ServerProcess server, string workflow) => Eventually.GetAsync(
        $"The outcome of every occurrence of {workflow}",
        async () => await LedgerAsync(server, workflow) is var entries && entries.All(entry => entry.Outcome != "pending") ? entries : null,
        Token);

    private static async Task<IReadOnlyList<OccurrenceEntry>> LedgerAsync(ServerProcess server, string workflow) =>
        (await server.Owner.GetAsync<Page<OccurrenceEntry>>($"workflows/{workflow}/ledger?limit=500", Token)).Items;

    private static async Task<IReadOnlyList<RunSummary>> RunsAsync(ServerProcess server, string workflow) =>
        (await server.Owner.GetAsync<Page<RunSummary>>($"runs?workflow={workflow}&limit=500", Token)).Items;

    private static async Task<Dictionary<string, long>> RowsAsync(ServerProcess server)
    {
        var result = await server.Owner.PostAsync<SqlResult>("warehouse/query", new SqlQuery($"select run_id, count(*) from {CrashRepository.Table} group by run_id"), Token);
        return result.Rows.ToDictionary(row => row[0]!.GetValue<string>(), row => row[1]!.GetValue<long>()); // none is null
    }
}
