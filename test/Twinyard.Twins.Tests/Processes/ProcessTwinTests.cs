using Twinyard.Platform.Results;

namespace Twinyard.Twins.Tests.Processes;

public sealed class ProcessTwinTests : IDisposable
{
    private readonly TwinFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Execute_ShellScript_SucceedsWithItsLinesInTheStream()
    {
        var outcome = await _fixture.RunAsync("a.sh", "echo one; echo two >&2; echo three");

        outcome.ShouldBeOfType<TwinSucceeded>();
        _fixture.Logs.Text("stdout").ShouldBe(["one", "three"]);
        _fixture.Logs.Text("stderr").ShouldBe(["two"]);
        _fixture.Logs.Lines.ShouldAllBe(l => l.Stream == "run/run-1");
        _fixture.Logs.Completed.ShouldBeEmpty();
    }

    [Fact]
    public async Task Execute_Script_SeesExactlyTheDocumentedVariables()
    {
        await _fixture.RunAsync("a.sh", """
            env | cut -d= -f1 | sort
            echo "$TWINYARD_ENDPOINT $TWINYARD_TOKEN $TWINYARD_RUN_ID $PYTHONPATH"
            cat "$TWINYARD_EVENT" "$TWINYARD_INPUT"; echo
            echo made > "$TWINYARD_OUTPUT/result.json"
            """);

        var lines = _fixture.Logs.Text("stdout").ToList();
        lines.Where(l => l.StartsWith("TWINYARD_", StringComparison.Ordinal))
            .ShouldBe(["TWINYARD_CACHE", "TWINYARD_ENDPOINT", "TWINYARD_EVENT", "TWINYARD_INPUT", "TWINYARD_OUTPUT", "TWINYARD_RUN_ID", "TWINYARD_TOKEN"]);
        lines.ShouldContain($"http://127.0.0.1:7171 secret-token run-1 {_fixture.TwinsOptions.PythonSdk}");
        lines.ShouldContain("""{"detail":{"day":"today"}}{"kinds":["fd001"]}""");
        File.ReadAllText(Path.Combine(_fixture.Output, "result.json")).ShouldBe("made\n");
    }

    [Fact]
    public async Task Execute_VariablesOfTheManifest_CannotReplaceTheCredential()
    {
        _fixture.Commits.Trees["c1"] = new Dictionary<string, string> { ["workflows/w/a.sh"] = "echo $TWINYARD_TOKEN $REGION" };

        await _fixture.Twin.ExecuteAsync(
            _fixture.Run("a.sh") with { Variables = new Dictionary<string, string> { ["TWINYARD_TOKEN"] = "stolen", ["REGION"] = "eu" } }, CancellationToken.None);

        _fixture.Logs.Text("stdout").ShouldBe(["secret-token eu"]);
    }

    [Fact]
    public async Task Execute_ScriptFails_GivesItsExitCodeAndSaysSo()
    {
        var outcome = await _fixture.RunAsync("a.sh", "exit 7");

        (outcome with { Trace = null }).ShouldBe(new TwinFailed(7));
        _fixture.Logs.Text("twinyard").ShouldBe(["The script ended with exit code 7."]);
    }

    [Fact]
    public async Task Execute_TimeIsUp_KillsWhatTheScriptStarted()
    {
        var mark = $"{100_000 + Environment.ProcessId}.3";

        var outcome = await _fixture.RunAsync("a.sh", $"sleep {mark} & wait", TimeSpan.FromSeconds(1));

        (outcome with { Trace = null }).ShouldBe(new TwinTimedOut(TimeSpan.FromSeconds(1)));
        RunningPrograms.AnyWith(mark).ShouldBeFalse();
        _fixture.Logs.Text("twinyard").Single().ShouldContain("still running after 1 s");
    }

    [Fact]
    public async Task Execute_Cancelled_EndsTheScript()
    {
        using var cancel = new CancellationTokenSource();
        _fixture.Logs.OnAppend = cancel.CancelAsync;

        var outcome = await _fixture.RunAsync("a.sh", "echo ready; sleep 600", cancellationToken: cancel.Token);

        outcome.ShouldBeOfType<TwinCancelled>();
    }

    [Fact]
    public async Task Execute_Afterwards_NothingOfTheFolderIsLeft()
    {
        await _fixture.RunAsync("a.sh", "pwd; echo x > left; echo y > $TMPDIR/left; ls");

        _fixture.Logs.Text("stdout").ShouldContain("left");
        Directory.EnumerateFileSystemEntries(_fixture.Home.Runs).ShouldBeEmpty();
    }

    [Fact]
    public async Task Execute_UnknownCommit_IsNotStarted()
    {
        var outcome = await _fixture.Twin.ExecuteAsync(_fixture.Run("a.sh") with { Commit = "none" }, CancellationToken.None);

        outcome.ShouldBeOfType<TwinNotStarted>().Error.Code.ShouldBe("commit-not-found");
        _fixture.Logs.Text("twinyard").Single().ShouldContain("There is no commit none.");
    }

    [Theory]
    [InlineData("missing.sh", "script-not-found")]
    [InlineData("../../../etc/hostname", "script-outside-tree")]
    [InlineData("/etc/hostname", "script-outside-tree")]
    public async Task Execute_ScriptThatIsNotInTheTree_IsNotStarted(string script, string code)
    {
        _fixture.Commits.Trees["c1"] = new Dictionary<string, string> { ["workflows/w/a.sh"] = "true" };

        var outcome = await _fixture.Twin.ExecuteAsync(_fixture.Run(script), CancellationToken.None);

        outcome.ShouldBeOfType<TwinNotStarted>().Error.Code.ShouldBe(code);
    }

    [Fact]
    public async Task Execute_LinkOutOfTheTree_IsNotStarted()
    {
        _fixture.Commits.AfterLayout = folder => File.CreateSymbolicLink(Path.Combine(folder, "workflows/w/b.sh"), "/bin/true");
        _fixture.Commits.Trees["c1"] = new Dictionary<string, string> { ["workflows/w/a.sh"] = "true" };

        var outcome = await _fixture.Twin.ExecuteAsync(_fixture.Run("b.sh"), CancellationToken.None);

        outcome.ShouldBeOfType<TwinNotStarted>().Error.ShouldBeOfType<InvalidError>().Code.ShouldBe("script-outside-tree");
    }

    [Fact]
    public async Task Execute_UnknownExtension_NamesTheKnownOnes()
    {
        var outcome = await _fixture.RunAsync("a.rb", "puts 1");

        outcome.ShouldBeOfType<TwinNotStarted>().Error.Remedy.ShouldContain(".csx, .py or .sh");
    }

    [Fact]
    public async Task Execute_ScriptHostIsMissing_SaysWhereItWasLookedFor()
    {
        var outcome = await _fixture.RunAsync("a.csx", "return;");

        outcome.ShouldBeOfType<TwinNotStarted>().Error.Message.ShouldContain("/nowhere/twinyard-script.dll");
    }

    [Fact]
    public async Task Execute_CSharpScript_RunsInTheScriptHostAndLeavesItsOutputs()
    {
        _fixture.TwinsOptions.ScriptHost = Path.Combine(AppContext.BaseDirectory, "twinyard-script.dll");

        _fixture.Commits.Trees["c1"] = new Dictionary<string, string>
        {
            ["workflows/w/a.csx"] = """
                ty.Metric("kinds", ty.Input["kinds"].AsArray().Count);
                Console.WriteLine($"{ty.RunId} {ty.Event["detail"]["day"]}");
                """,
        };

        var outcome = await _fixture.Twin.ExecuteAsync(_fixture.Run("a.csx") with { Timeout = TimeSpan.FromMinutes(2), ScriptCache = TwinRun.CacheOfWorkflow("w") }, CancellationToken.None);

        outcome.ShouldBeOfType<TwinSucceeded>();
        _fixture.Logs.Text("stdout").ShouldBe(["run-1 today"]);
        File.ReadAllText(Path.Combine(_fixture.Output, "metrics.ndjson")).ShouldContain("\"value\":1.0");
        Directory.EnumerateFiles(Path.Combine(_fixture.Home.Cache, "scripts", "workflow-w"), "*.dll", SearchOption.AllDirectories).Count().ShouldBe(1);
    }

    [Fact]
    public async Task Execute_LogCannotBeWritten_StillEndsWithTheScriptsOutcome()
    {
        _fixture.Logs.OnAppend = () => throw new IOException("No space left on device");

        var outcome = await _fixture.RunAsync("a.sh", "for i in $(seq 5000); do echo $i; done");

        outcome.ShouldBeOfType<TwinSucceeded>();
    }

    [Fact]
    public async Task Execute_ManyLines_ArriveCompleteInOrderAndInBatches()
    {
        await _fixture.RunAsync("a.sh", "seq 10000");

        _fixture.Logs.Text("stdout").ShouldBe(Enumerable.Range(1, 10000).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        _fixture.Logs.Batches.Max().ShouldBeLessThanOrEqualTo(200);
    }
}
