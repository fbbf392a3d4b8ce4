using System.Diagnostics;
using Twinyard.Platform.Processes;

namespace Twinyard.Platform.Tests.Processes;

public sealed class ChildProcessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-child-");
    private readonly List<(string Source, string Line)> _lines = [];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task RunAsync_ExitCodeAndBothStreams_ArePassedOn()
    {
        var outcome = await RunAsync("echo one; echo two >&2; exit 3");

        outcome.ShouldBe(new ChildExited(3));
        _lines.ShouldContain(("stdout", "one"));
        _lines.ShouldContain(("stderr", "two"));
    }

    [Fact]
    public async Task RunAsync_ProgramMissing_SaysWhich()
    {
        var outcome = await ChildProcess.RunAsync(
            new ChildCommand { FileName = "no-such-program-here", WorkingDirectory = _folder.FullName }, Collect, TimeProvider.System, CancellationToken.None);

        // setsid is there, so the failure is its exit code and message.
        outcome.ShouldBeOfType<ChildExited>().ExitCode.ShouldNotBe(0);
        _lines.ShouldContain(line => line.Line.Contains("no-such-program-here"));
    }

    [Fact]
    public async Task RunAsync_TimeIsUp_KillsTheWholeGroup()
    {
        var pidFile = Path.Combine(_folder.FullName, "pid");

        var outcome = await RunAsync($"sleep 600 & echo $! > {pidFile}; wait", TimeSpan.FromMilliseconds(700));

        outcome.ShouldBeOfType<ChildTimedOut>();
        await ShouldEndAsync(pidFile);
    }

    [Fact]
    public async Task RunAsync_Cancelled_KillsTheWholeGroup()
    {
        var pidFile = Path.Combine(_folder.FullName, "pid");
        using var cancel = new CancellationTokenSource();

        var outcome = await RunAsync($"sleep 600 & echo $! > {pidFile}; echo started; wait", onLine: _ => cancel.Cancel(), cancellationToken: cancel.Token);

        outcome.ShouldBeOfType<ChildCancelled>();
        await ShouldEndAsync(pidFile);
    }

    [Fact]
    public async Task RunAsync_ItsWatchGivesAReason_KillsTheWholeGroupForIt()
    {
        var pidFile = Path.Combine(_folder.FullName, "pid");
        var ready = new TaskCompletionSource();
        var watched = 0;

        var outcome = await ChildProcess.RunAsync(
            Shell($"sleep 600 & echo $! > {pidFile}; echo started; wait") with
            {
                Watch = async (process, _) =>
                {
                    watched = process;
                    await ready.Task;
                    return "too much";
                },
            },
            (source, line) =>
            {
                ready.TrySetResult();
                return Collect(source, line);
            },
            TimeProvider.System,
            CancellationToken.None);

        outcome.ShouldBe(new ChildStopped("too much"));
        watched.ShouldBeGreaterThan(1);
        await ShouldEndAsync(pidFile);
    }

    [Fact]
    public async Task RunAsync_EndsBeforeItsWatch_TheWatchIsCancelled()
    {
        var cancelled = false;

        var outcome = await ChildProcess.RunAsync(
            Shell("exit 4") with
            {
                Watch = async (_, ended) =>
                {
                    try
                    {
                        await Task.Delay(Timeout.Infinite, ended);
                    }
                    finally
                    {
                        cancelled = ended.IsCancellationRequested;
                    }

                    return "never";
                },
            },
            Collect,
            TimeProvider.System,
            CancellationToken.None);

        outcome.ShouldBe(new ChildExited(4));
        cancelled.ShouldBeTrue();
    }

    [Fact]
    public async Task RunAsync_CancelledBeforeItsGroupIsThere_EndsAtOnce()
    {
        for (var i = 0; i < 20; i++)
        {
            var outcome = await RunAsync("sleep 600", cancellationToken: new CancellationToken(canceled: true)).WaitAsync(TimeSpan.FromSeconds(30));

            outcome.ShouldBeOfType<ChildCancelled>();
        }
    }

    [Fact]
    public async Task RunAsync_LeavesAChildBehind_ItIsKilledToo()
    {
        var pidFile = Path.Combine(_folder.FullName, "pid");

        var outcome = await RunAsync($"sleep 600 & echo $! > {pidFile}; exit 0");

        outcome.ShouldBe(new ChildExited(0));
        await ShouldEndAsync(pidFile);
    }

    [Fact]
    public async Task RunAsync_LineWithoutEnd_IsCutAndSaidSo()
    {
        await ChildProcess.RunAsync(
            Shell("head -c 100000 /dev/zero | tr '\\0' x; echo; echo after") with { MaximumLineLength = 1000 }, Collect, TimeProvider.System, CancellationToken.None);

        _lines[0].Line.ShouldStartWith(new string('x', 1000) + " … [99000 more characters cut]");
        _lines[1].Line.ShouldBe("after");
    }

    [Fact]
    public async Task RunAsync_SlowConsumer_LosesNothing()
    {
        var seen = 0;
        var outcome = await ChildProcess.RunAsync(
            Shell("seq 20000"),
            async (_, _) =>
            {
                if (++seen % 1000 == 0)
                {
                    await Task.Yield();
                }
            },
            TimeProvider.System,
            CancellationToken.None);

        outcome.ShouldBe(new ChildExited(0));
        seen.ShouldBe(20000);
    }

    [Fact]
    public async Task RunAsync_Environment_IsOnlyWhatWasGiven()
    {
        System.Environment.SetEnvironmentVariable("TWINYARD_TEST_SECRET", "leak");

        await ChildProcess.RunAsync(
            Shell("env") with { Environment = new Dictionary<string, string> { ["GIVEN"] = "yes" } }, Collect, TimeProvider.System, CancellationToken.None);

        _lines.ShouldContain(("stdout", "GIVEN=yes"));
        _lines.ShouldNotContain(line => line.Line.Contains("leak"));
    }

    private Task<ChildOutcome> RunAsync(string script, TimeSpan? timeout = null, Action<string>? onLine = null, CancellationToken cancellationToken = default) =>
        ChildProcess.RunAsync(
            Shell(script) with { Timeout = timeout ?? TimeSpan.FromSeconds(60) },
            (source, line) =>
            {
                onLine?.Invoke(line);
                return Collect(source, line);
            },
            TimeProvider.System,
            cancellationToken);

    private ChildCommand Shell(string script) => new() { FileName = "/bin/sh", Arguments = ["-c", script], WorkingDirectory = _folder.FullName };

    private ValueTask Collect(string source, string line)
    {
        _lines.Add((source, line));
        return ValueTask.CompletedTask;
    }

    private static async Task ShouldEndAsync(string pidFile)
    {
        var pid = int.Parse((await File.ReadAllTextAsync(pidFile)).Trim(), System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            using var process = Process.GetProcessById(pid);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await process.WaitForExitAsync(patience.Token);
        }
        catch (ArgumentException)
        {
            // Not there any more: what this test wants.
        }
    }
}
