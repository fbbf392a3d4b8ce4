using Twinyard.Chaos.Reports;
using Twinyard.TestKit.Databases;

namespace Twinyard.Chaos.Tests;

/// <summary>The short version of <c>./twinyard chaos</c>. <c>TWINYARD_CHAOS_SEED</c> draws the same again.</summary>
public sealed class ShortChaosTests(ITestOutputHelper output)
{
    private const int Kills = 3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task ServerKilledAtRandomPoints_OnSqlite_PromisesHold() => RunAsync(new ChaosSettings { Seed = Seed, Kills = Kills });

    [Fact]
    public Task ServerKilledAtRandomPoints_OnPostgres_PromisesHold()
    {
        Assert.SkipWhen(TestDatabase.PostgresServer is null, TestDatabase.HowToGetPostgres);
        return RunAsync(new ChaosSettings { Seed = Seed, Kills = Kills, Postgres = true, Servers = 3 });
    }

    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("TWINYARD_CHAOS_SEED"), out var seed) ? seed : Environment.ProcessId;

    private async Task RunAsync(ChaosSettings settings)
    {
        var result = await ChaosRun.RunAsync(settings, output.WriteLine, Token);
        var text = ResultTable.ToText(result);
        output.WriteLine(text);

        result.Violations.ShouldBeEmpty(text);
        // Otherwise nothing was put to the test.
        var counts = result.Counts.ToDictionary();
        counts["servers killed"].ShouldBeGreaterThanOrEqualTo(Kills);
        counts["ticks on the ledger"].ShouldBeGreaterThan(0);
        counts["commit records"].ShouldBeGreaterThan(0);
    }
}
