using Twinyard.Twins.Isolation;
using Twinyard.Twins.Tests.Processes;

namespace Twinyard.Twins.Tests.Isolation;

public sealed class IsolationTests : IDisposable
{
    private static readonly bool HasSandbox = File.Exists("/usr/bin/bwrap");

    private readonly TwinFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Execute_InASandbox_SeesNeitherTheEnvironmentsDataNorOtherProcesses()
    {
        Assert.SkipUnless(HasSandbox, "bubblewrap is not installed.");
        var secret = Path.Combine(_fixture.Home.Root, "state.db");
        await File.WriteAllTextAsync(secret, "secret", CancellationToken.None);

        var outcome = await _fixture.RunAsync("a.sh", $"""
            cat {secret} && exit 3
            ls {_fixture.Home.Root}
            [ -d /proc/{Environment.ProcessId} ] && grep -q Twinyard /proc/{Environment.ProcessId}/cmdline && exit 4
            touch /etc/twinyard-was-here 2>/dev/null && exit 5
            echo fine > "$TWINYARD_OUTPUT/result.json" && echo kept > "$TMPDIR/a" && echo written > b
            """);

        outcome.ShouldBeOfType<TwinSucceeded>(string.Join('\n', _fixture.Logs.Text("stderr")));
        _fixture.Logs.Text("stdout").ShouldBe(["runs"]);
        (await File.ReadAllTextAsync(Path.Combine(_fixture.Output, "result.json"), CancellationToken.None)).ShouldBe("fine\n");
    }

    [Fact]
    public async Task Execute_RunsFolderIsALink_RunsThereAndSeesNothingOfOthers()
    {
        Assert.SkipUnless(HasSandbox, "bubblewrap is not installed.");
        // Not below /tmp, which is hidden in any case.
        var elsewhere = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, $"runs-{Environment.ProcessId}"));
        try
        {
            using var fixture = new TwinFixture(elsewhere.FullName);
            var secret = Path.Combine(elsewhere.FullName, "another");
            await File.WriteAllTextAsync(secret, "secret", CancellationToken.None);

            var outcome = await fixture.RunAsync("a.sh", $"""
                cat "{secret}" && exit 3
                echo fine > "$TWINYARD_OUTPUT/result.json" && echo kept > "$TMPDIR/a" && echo written > b && ls "$TMPDIR"
                """);

            outcome.ShouldBeOfType<TwinSucceeded>(string.Join('\n', fixture.Logs.Text("stderr")));
            fixture.Logs.Text("stdout").ShouldBe(["a"]);
            elsewhere.EnumerateFileSystemInfos().Select(entry => entry.Name).ShouldBe(["another"]);
        }
        finally
        {
            elsewhere.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Execute_RunsThatShareNoCache_NeitherSeesWhatTheOtherLeftThere()
    {
        Assert.SkipUnless(HasSandbox, "bubblewrap is not installed.");
        string?[] caches = [null, TwinRun.CacheOfWorkflow("evaluate"), "user-ada", TwinRun.CacheOfWorkflow("evaluate"), "user-eve", null];
        foreach (var cache in caches)
        {
            _fixture.Commits.Trees["c1"] = new Dictionary<string, string>
            {
                ["workflows/w/a.sh"] = """
                    echo "found $(cd "$TWINYARD_CACHE" && ls)"
                    echo poison > "$TWINYARD_CACHE/compiled.dll"
                    """,
            };
            (await _fixture.Twin.ExecuteAsync(_fixture.Run("a.sh") with { ScriptCache = cache }, CancellationToken.None)).ShouldBeOfType<TwinSucceeded>();
        }

        _fixture.Logs.Text("stdout").ShouldBe(["found ", "found ", "found ", "found compiled.dll", "found ", "found "]);
    }

    [Fact]
    public async Task Execute_ScriptForksAndStays_NothingOfItIsLeft()
    {
        Assert.SkipUnless(HasSandbox, "bubblewrap is not installed.");
        var mark = $"{100_000 + Environment.ProcessId}.1";

        var outcome = await _fixture.RunAsync("a.sh", $"setsid sleep {mark} </dev/null >/dev/null 2>&1 &\nsleep 0.2");

        outcome.ShouldBeOfType<TwinSucceeded>();
        RunningPrograms.AnyWith(mark).ShouldBeFalse();
    }

    [Fact]
    public async Task Execute_UsesMoreMemoryThanItMay_IsEndedAndSaysSo()
    {
        var outcome = await RunAsync("a.sh", "x=$(head -c 100000000 /dev/zero | tr '\\0' x); y=$x$x; sleep 30", new RunLimits { Memory = 150_000_000 });

        // Whichever is first: the kernel that gives no more, or the watch.
        (outcome is TwinFailed || outcome is TwinExceeded { Limit: var limit } && limit.Contains("more than the 150 MB of run.memory", StringComparison.Ordinal)).ShouldBeTrue($"{outcome}");
    }

    [Fact]
    public async Task Execute_UsesMoreProcessorTimeThanItMay_IsEndedAndSaysSo()
    {
        var outcome = await RunAsync("a.sh", "(while :; do :; done) & while :; do :; done", new RunLimits { Cpu = TimeSpan.FromSeconds(1) });

        outcome.ShouldBeOfType<TwinExceeded>().Limit.ShouldContain("more than the 1 s of run.cpu");
        _fixture.Logs.Text("twinyard").Single().ShouldContain("of processor time");
    }

    [Fact]
    public async Task Execute_HasMoreProcessesThanItMay_IsEndedWithAllOfThem()
    {
        var mark = $"{100_000 + Environment.ProcessId}.2";

        var outcome = await RunAsync("a.sh", $"for i in 1 2 3 4 5 6 7 8 9 10; do sleep {mark} & done; wait", new RunLimits { Processes = 5 });

        outcome.ShouldBeOfType<TwinExceeded>().Limit.ShouldContain("run.processes");
        RunningPrograms.AnyWith(mark).ShouldBeFalse();
    }

    [Fact]
    public async Task Execute_WritesALargerFileThanItMay_FailsThere()
    {
        var outcome = await RunAsync("a.sh", "head -c 2000 /dev/zero > small && head -c 20000 /dev/zero > large && echo written", new RunLimits { FileSize = 10_000 });

        outcome.ShouldBeOfType<TwinFailed>();
        _fixture.Logs.Text("stdout").ShouldBeEmpty();
    }

    [Fact]
    public async Task Execute_WithinItsLimits_Succeeds()
    {
        var limits = new RunLimits { Memory = 500_000_000, Cpu = TimeSpan.FromSeconds(20), Processes = 20, FileSize = 1_000_000 };

        (await RunAsync("a.sh", "for i in 1 2 3; do (sleep 0.3; echo $i > $i) & done; wait", limits)).ShouldBeOfType<TwinSucceeded>();
    }

    [Fact]
    public async Task Execute_IsolationIsOff_SeesTheMachineAsTheServerDoes()
    {
        _fixture.TwinsOptions.Isolation = IsolationMode.Off;

        await _fixture.RunAsync("a.sh", $"ls {_fixture.Home.Root}; [ -d /proc/{Environment.ProcessId} ] && echo seen");

        _fixture.Logs.Text("stdout").ShouldContain("seen");
        _fixture.Logs.Text("stdout").ShouldContain("lock");
    }

    [Fact]
    public async Task Execute_WritableFolderIsConfigured_StaysWhatIsWrittenThereAndNothingElse()
    {
        Assert.SkipUnless(HasSandbox, "bubblewrap is not installed.");
        var shared = Directory.CreateTempSubdirectory("twinyard-shared-").FullName;
        var other = Directory.CreateTempSubdirectory("twinyard-other-").FullName;
        _fixture.TwinsOptions.Writable.Add(shared);

        await _fixture.RunAsync("a.sh", $"echo kept > {shared}/a; mkdir -p {other}; echo lost > {other}/a");

        File.Exists(Path.Combine(shared, "a")).ShouldBeTrue();
        File.Exists(Path.Combine(other, "a")).ShouldBeFalse();
        Directory.Delete(shared, recursive: true);
        Directory.Delete(other);
    }

    [Fact]
    public async Task Execute_PythonInASandbox_HasTheSdk()
    {
        Assert.SkipUnless(HasSandbox && File.Exists("/usr/bin/python3"), "bubblewrap or Python is not installed.");

        (await _fixture.RunAsync("a.py", "import twinyard as ty\nprint(ty.event['detail']['day'])")).ShouldBeOfType<TwinSucceeded>(string.Join('\n', _fixture.Logs.Text("stderr")));
    }

    private Task<TwinOutcome> RunAsync(string script, string content, RunLimits limits)
    {
        _fixture.Commits.Trees["c1"] = new Dictionary<string, string> { ["workflows/w/" + script] = content };
        return _fixture.Twin.ExecuteAsync(_fixture.Run(script) with { Limits = limits, Timeout = TimeSpan.FromMinutes(1) }, CancellationToken.None);
    }
}
