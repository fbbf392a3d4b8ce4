using System.Diagnostics;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Results;

namespace Twinyard.Warehouse.Tests;

/// <summary>The file is taken up and laid down, again and again, whatever is under way.</summary>
public sealed class LayDownTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly WarehouseTables Tables = new("test", ["CREATE TABLE IF NOT EXISTS counters (name VARCHAR PRIMARY KEY, value BIGINT NOT NULL)"]);

    [Fact]
    public async Task LayDown_WhileAWriterIsAtWork_WaitsForItAndKeepsNothingOfIt()
    {
        await using var fixture = await WarehouseFixture.StartAsync(TimeProvider.System, Tables);
        var began = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var writing = fixture.Warehouse.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("INSERT INTO counters VALUES ('a', 1)", [], None);
                began.SetResult();
                await goOn.Task;
                return Done.Value;
            },
            None);
        await began.Task;

        var layingDown = fixture.Get<IElectedService>().LayDownAsync();
        layingDown.IsCompleted.ShouldBeFalse();
        goOn.SetResult();
        await layingDown;

        await Should.ThrowAsync<WarehouseUnavailableException>(writing);
        await TakeUpAsync(fixture);
        (await fixture.QueryAsync("SELECT count(*) FROM counters")).Rows[0][0].ShouldBe(0L);
    }

    [Fact]
    public async Task LayDown_WhileLongStatementsRun_EndsThem()
    {
        const string Long = "SELECT count(*) FROM range(1000000000) a, range(1000000000) b";
        await using var fixture = await WarehouseFixture.StartAsync(TimeProvider.System, Tables);
        var began = new TaskCompletionSource();
        var reading = fixture.Warehouse.ReadAsync(
            session =>
            {
                began.SetResult();
                return session.QueryAsync(Long, [], None);
            },
            None);
        var asking = fixture.Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, Long, []), None);
        await began.Task;

        await fixture.Get<IElectedService>().LayDownAsync();

        await Should.ThrowAsync<WarehouseUnavailableException>(reading);
        (await Should.ThrowAsync<Exception>(asking)).GetType().ShouldBeOneOf(typeof(WarehouseUnavailableException), typeof(WarehouseNotHereException));
    }

    [Fact]
    public async Task TakeUpAndLayDown_AgainAndAgainUnderLoad_LoseNoCommitAndInventNone()
    {
        await using var fixture = await WarehouseFixture.StartAsync(TimeProvider.System, Tables);
        await fixture.ExecuteAsync("INSERT INTO counters VALUES ('a', 0)");
        using var enough = new CancellationTokenSource();
        var committed = 0L;
        var refused = 0L;
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                try
                {
                    await fixture.ExecuteAsync("UPDATE counters SET value = value + 1");
                    Interlocked.Increment(ref committed);
                }
                catch (Exception e) when (e is WarehouseUnavailableException or WarehouseNotHereException)
                {
                    Interlocked.Increment(ref refused);
                    await Task.Yield();
                }
            }
        })).ToList();

        for (var round = 1; round <= 8; round++)
        {
            var before = Interlocked.Read(ref committed);
            await WaitUntilAsync(() => Interlocked.Read(ref committed) > before);
            await fixture.Get<IElectedService>().LayDownAsync();
            File.Exists(Path.Combine(fixture.Folder, "warehouse.duckdb.wal")).ShouldBeFalse("a closed file has its checkpoint");
            await TakeUpAsync(fixture);
        }

        await enough.CancelAsync();
        await Task.WhenAll(callers);
        (await fixture.QueryAsync("SELECT value FROM counters")).Rows[0][0].ShouldBe(committed);
        refused.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task TakeUp_WhileAnotherProcessHoldsTheFile_IsRefusedUntilItLetsGo()
    {
        await using var fixture = await WarehouseFixture.StartAsync(TimeProvider.System, Tables);
        await fixture.Get<IElectedService>().LayDownAsync();
        using (var other = await OtherProcess.LockAsync(Path.Combine(fixture.Folder, "warehouse.duckdb")))
        {
            var error = (await fixture.StartUpAsync()).Error.ShouldBeOfType<ConflictError>();

            error.Code.ShouldBe("warehouse-locked");
            error.Message.ShouldContain("warehouse.duckdb");
            await fixture.Get<IElectedService>().LayDownAsync();
        }

        await TakeUpAsync(fixture);
    }

    [Fact]
    public async Task LayDown_ReleasesTheFileToOtherProcesses()
    {
        await using var fixture = await WarehouseFixture.StartAsync(TimeProvider.System, Tables);
        var file = Path.Combine(fixture.Folder, "warehouse.duckdb");
        await Should.ThrowAsync<IOException>(() => OtherProcess.LockAsync(file));

        await fixture.Get<IElectedService>().LayDownAsync();

        using var other = await OtherProcess.LockAsync(file);
    }

    private static async Task TakeUpAsync(WarehouseFixture fixture) => (await fixture.StartUpAsync()).Error.ShouldBeNull();

    private static async Task WaitUntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Yield();
        }
    }

    /// <summary>Holds the lock that DuckDB takes: the operating system's, which knows processes and not connections.</summary>
    private sealed class OtherProcess(Process process) : IDisposable
    {
        private const string Script = "import fcntl, sys; f = open(sys.argv[1], 'r+b'); fcntl.lockf(f, fcntl.LOCK_EX | fcntl.LOCK_NB); print('held', flush=True); sys.stdin.read()";

        public static async Task<OtherProcess> LockAsync(string file)
        {
            var start = new ProcessStartInfo("python3", ["-c", Script, file]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            var process = Process.Start(start) ?? throw new InvalidOperationException("python3 does not start.");
            if (await process.StandardOutput.ReadLineAsync() == "held")
            {
                return new OtherProcess(process);
            }

            var error = await process.StandardError.ReadToEndAsync();
            process.Dispose();
            throw new IOException(error);
        }

        public void Dispose()
        {
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
