using Twinyard.Contracts.Workflows;
using Twinyard.EndToEnd.Tests.Processes;

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
        await new CrashChecks(server, Token).AllHoldAsync(Kills);

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

        var checks = new CrashChecks(server, Token);
        var before = await SucceededAsync(checks);
        await Eventually.TrueAsync(
            "Runs in flight",
            async () => (await checks.RunsAsync(CrashRepository.Endless)).Any(run => run.State == "running")
                && (await checks.RunsAsync(CrashRepository.Retried)).Any(run => run.State is "running" or "succeeded")
                && await SucceededAsync(checks) >= before + steadyRuns,
            Token);
        for (var turn = 0; turn < turns; turn++)
        {
            await Task.Yield();
        }

        await server.KillAsync();
    }

    private static async Task<int> SucceededAsync(CrashChecks checks) =>
        (await checks.RunsAsync(CrashRepository.Steady)).Count(run => run.State == "succeeded");
}
