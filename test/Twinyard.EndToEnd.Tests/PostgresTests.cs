using Twinyard.Contracts.Workflows;
using Twinyard.EndToEnd.Tests.Processes;
using Twinyard.Platform.Paging;
using Twinyard.TestKit.Databases;

namespace Twinyard.EndToEnd.Tests;

/// <summary>The same environment with its state in PostgreSQL.</summary>
public sealed class PostgresTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Up_WithPostgres_DeploysTheExampleRunsAWorkflowAndKeepsItOverARestart()
    {
        Assert.SkipWhen(OwnPostgres.Server is null, TestDatabase.HowToGetPostgres);
        using var home = new TemporaryHome();
        await using var postgres = await OwnPostgres.CreateAsync(OwnPostgres.Server);
        var settings = new Dictionary<string, string> { ["TWINYARD__POSTGRES"] = postgres.ConnectionString };
        string backup;
        await using (var server = await ServerProcess.StartAsync(home, Token, settings))
        {
            var example = new RemoteRepository(home, "turbofan");
            CopyFolder(Path.Combine(Installation.Repository, "examples", "turbofan"), example.Folder);
            await example.DeployAsync(server, Token);

            // The one workflow of the example that needs no data; its script fails, and its backup stands in.
            var run = await server.Owner.PostAsync<RunDetail>("workflows/faulty/runs", new StartRunRequest(), Token);
            (await EndAsync(server, run.Summary.Id)).Summary.State.ShouldBe("failed");
            backup = await Eventually.GetAsync("The backup", async () => (await RunAsync(server, run.Summary.Id)).BackupRun, Token);
            (await EndAsync(server, backup)).Summary.State.ShouldBe("succeeded");
            server.Process.Signal(ProcessSignal.Terminate);
            (await server.Process.ExitAsync(Eventually.Patience, Token)).ShouldBe(0, server.Process.Output);
        }

        File.Exists(home.File("state.db")).ShouldBeFalse();
        await using var again = await ServerProcess.StartAsync(home, Token, settings);
        (await RunAsync(again, backup)).Summary.State.ShouldBe("succeeded");
        var ledger = await again.Owner.GetAsync<Page<OccurrenceEntry>>("workflows/faulty/ledger", Token);
        ledger.Items.ShouldContain(entry => entry.RunIds.Contains(backup));
    }

    private static Task<RunDetail> RunAsync(ServerProcess server, string id) => server.Owner.GetAsync<RunDetail>($"runs/{id}", Token);

    private static Task<RunDetail> EndAsync(ServerProcess server, string id) => Eventually.GetAsync(
        $"The end of run {id}", async () => await RunAsync(server, id) is { Summary.EndedAt: not null } ended ? ended : null, Token);

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? to);
            File.Copy(file, target);
        }
    }
}
