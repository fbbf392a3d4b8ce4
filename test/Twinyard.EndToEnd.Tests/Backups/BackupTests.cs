using Twinyard.Contracts.Buckets;
using Twinyard.Contracts.Warehouse;
using Twinyard.Contracts.Workflows;
using Twinyard.EndToEnd.Tests.Processes;
using Twinyard.Platform.Paging;

namespace Twinyard.EndToEnd.Tests.Backups;

/// <summary>An environment is backed up while it works, and another server goes on from the backup.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly TemporaryHome _home = new();
    private readonly TemporaryHome _other = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _home.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Create_WhileRunsCommit_TheRestoredEnvironmentHasAllOfEachRunOrNothing()
    {
        string folder;
        await using (var server = await ServerProcess.StartAsync(_home, Token))
        {
            var repository = new RemoteRepository(_home, "plant");
            repository.Write("workflows/count/workflow.yaml", "run: { script: count.py, overlap: queue-all }\nrole: evaluator\n");
            repository.Write(
                "workflows/count/count.py",
                "import twinyard as ty\nn = ty.input['n']\nty.table('counted').append([{'n': n}])\nty.bucket('yard').put(f'{n}.txt', str(n))\nty.result({'n': n})\n");
            await repository.DeployAsync(server, Token);
            await StartAsync(server, 0);
            await Eventually.TrueAsync("The first run's end", async () => (await SucceededAsync(server)).Count == 1, Token);

            using var stop = new CancellationTokenSource();
            var starting = Task.Run(async () =>
            {
                for (var n = 1; !stop.IsCancellationRequested; n++)
                {
                    await StartAsync(server, n);
                }
            });
            var (code, said) = await CliAsync(_home, "backup", "create");
            await stop.CancelAsync();
            await starting;
            code.ShouldBe(0, said);
            folder = said.Split('\n').First(line => line.StartsWith('/')).Trim();
            (await CliAsync(_home, "backup", "list")).Said.ShouldContain("complete");
        }

        var (verified, problem) = await CliAsync(_home, "backup", "verify", folder);
        verified.ShouldBe(0, problem);
        var (restored, text) = await CliAsync(_other, "backup", "restore", folder);
        restored.ShouldBe(0, text);

        await using var again = await ServerProcess.StartAsync(_other, Token);
        var runs = (await again.Owner.GetAsync<Page<RunSummary>>("runs?limit=1000", Token)).Items;
        var done = await Eventually.GetAsync(
            "The end of every run", async () => (await again.Owner.GetAsync<Page<RunSummary>>("runs?limit=1000", Token)).Items is var all && all.All(run => run.EndedAt is not null) ? all : null, Token);
        var succeeded = done.Count(run => run.State == "succeeded");
        succeeded.ShouldBeGreaterThanOrEqualTo(1);
        done.Count.ShouldBe(runs.Count, "nothing starts by itself");
        done.Where(run => run.State != "succeeded").ShouldAllBe(run => run.State == "cancelled" && run.Error!.Contains("restored"));
        (await again.Owner.GetAsync<Page<ObjectSummary>>("buckets/yard/objects?limit=1000", Token)).Items.Count.ShouldBe(succeeded);
        var rows = await again.Owner.PostAsync<SqlResult>("warehouse/query", new SqlQuery("SELECT count(*), count(DISTINCT n) FROM counted"), Token);
        rows.Rows[0].Select(cell => cell!.ToString()).ShouldBe([$"{succeeded}", $"{succeeded}"]);

        // It works: the repository, the roles and the twin are there.
        await StartAsync(again, 100_000);
        await Eventually.TrueAsync("A new run's end", async () => (await SucceededAsync(again)).Count == succeeded + 1, Token);
    }

    private static async Task StartAsync(ServerProcess server, int n) =>
        await server.Owner.PostAsync<RunDetail>("workflows/count/runs", new StartRunRequest(System.Text.Json.JsonSerializer.SerializeToElement(new { n })), Token);

    private static async Task<IReadOnlyList<RunSummary>> SucceededAsync(ServerProcess server) =>
        (await server.Owner.GetAsync<Page<RunSummary>>("runs?limit=1000&state=succeeded", Token)).Items;

    private static async Task<(int Code, string Said)> CliAsync(TemporaryHome home, params string[] arguments)
    {
        await using var process = TwinyardProcess.Start(home, arguments);
        return (await process.ExitAsync(Eventually.Patience, Token), process.Output);
    }
}
