using System.Text.Json.Nodes;
using Twinyard.Twins.Configuration;
using Twinyard.Twins.Notebooks;
using Twinyard.Twins.Tests.Notebooks;
using Twinyard.Twins.Tests.Processes;

namespace Twinyard.Twins.Tests.Jupyter;

/// <summary>Runs on a Jupyter Server that the configuration names: files over its contents API, code in its kernels.</summary>
public sealed class RemoteJupyterTests(JupyterServers servers) : IClassFixture<JupyterServers>, IDisposable
{
    private readonly TwinFixture _fixture = new();

    private string Artifacts => Path.Combine(_fixture.Output, "..", "artifacts");

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Execute_PythonScript_BringsItsOutputsBackAndLeavesNothingThere()
    {
        var outcome = await RunAsync("a.py", """
            import os, sys, twinyard as ty
            print(ty.run_id, ty.event.detail.day, ty.input.kinds, os.environ["TWINYARD_TOKEN"], os.environ["TWINYARD_ENDPOINT"])
            print("oops", file=sys.stderr)
            ty.metric("m", 1)
            ty.bucket("b").put("deep/key", b"\x00\x01")
            """);

        outcome.ShouldBeOfType<TwinSucceeded>();
        _fixture.Logs.Text("stdout").ShouldBe(["run-1 today ['fd001'] secret-token https://yard.example"]);
        _fixture.Logs.Text("stderr").ShouldBe(["oops"]);
        File.ReadAllText(Path.Combine(_fixture.Output, "metrics.ndjson")).ShouldContain("\"m\"");
        File.ReadAllBytes(Path.Combine(_fixture.Output, "objects/b/deep/key")).ShouldBe([0, 1]);
        // The server's own folder for checkpoints is hidden.
        Directory.EnumerateFileSystemEntries(Path.Combine(servers.Server.Root, "twinyard-runs"), "*", new EnumerationOptions { AttributesToSkip = FileAttributes.Hidden }).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(_fixture.Home.Runs).ShouldBeEmpty();
    }

    [Fact]
    public async Task Execute_ShellScriptFails_GivesItsExitCode()
    {
        var outcome = await RunAsync("a.sh", "pwd | xargs basename; exit 7");

        (outcome with { Trace = null }).ShouldBe(new TwinFailed(7));
        _fixture.Logs.Text("stdout").ShouldBe(["w"]);
    }

    [Fact]
    public async Task Execute_TimeIsUp_EndsWhatTheScriptStarted()
    {
        var started = Path.Combine(_fixture.Output, "child.pid");

        var outcome = await RunAsync("a.sh", $"sleep 600 & echo $! > {started}; wait", run => run with { Timeout = TimeSpan.FromSeconds(15) });

        (outcome with { Trace = null }).ShouldBe(new TwinTimedOut(TimeSpan.FromSeconds(15)));
        var child = $"/proc/{File.ReadAllText(started).Trim()}/stat";
        (!File.Exists(child) || File.ReadAllText(child).Contains(") Z ", StringComparison.Ordinal)).ShouldBeTrue();
    }

    [Fact]
    public async Task Execute_ServerTakesABusyKernelForIdle_RunGoesOn()
    {
        var marker = Path.Combine(_fixture.Output, "begun");
        var running = RunAsync("a.sh", $"touch {marker}; sleep 14; echo done");
        await Eventually(() => File.Exists(marker) || running.IsCompleted);

        // Answered beside the request that runs; older servers take what the kernel says of it for the kernel's state.
        await servers.Server.AskOnControlAsync();
        var outcome = await running;

        outcome.ShouldBeOfType<TwinSucceeded>();
        _fixture.Logs.Text("stdout").ShouldBe(["done"]);
    }

    [Fact]
    public async Task Execute_KernelIsStartedAnewWhileNobodyIsConnected_Fails()
    {
        await using var proxy = new CuttingProxy(servers.Server.Url);
        _fixture.TwinsOptions.Named["lab"] = Settings(proxy.Url);
        var (begun, go) = (Path.Combine(_fixture.Output, "begun"), Path.Combine(_fixture.Output, "go"));
        var running = _fixture.Twin.ExecuteAsync(
            With("a.ipynb", NotebookText.Of($"import os, time\nopen('{begun}', 'w').close()\nwhile not os.path.exists('{go}'): time.sleep(0.05)\nos.kill(os.getpid(), 9)")), CancellationToken.None);
        await Eventually(() => File.Exists(begun) || running.IsCompleted);
        var first = servers.Server.KernelProcesses();

        proxy.Cut(refuse: true);
        File.WriteAllText(go, "");
        await Eventually(() => servers.Server.KernelProcesses() is { Length: > 0 } now && !now.Intersect(first).Any());
        proxy.Admit();
        var outcome = await running;

        outcome.ShouldBeOfType<TwinFailed>().Reason.ShouldNotBeNull().ShouldStartWith("The kernel died while cell 2 ran; its state is lost.");
    }

    [Fact]
    public async Task Execute_ConnectionDropsInTheMiddle_RunGoesOnAndNothingIsMissing()
    {
        await using var proxy = new CuttingProxy(servers.Server.Url);
        _fixture.TwinsOptions.Named["lab"] = Settings(proxy.Url);
        var marker = Path.Combine(_fixture.Output, "half");
        _fixture.Commits.Trees["c1"] = new Dictionary<string, string>
        {
            ["workflows/w/a.ipynb"] = NotebookText.Of(
                "x = 41",
                $"import os, time\nfor i in range(3000):\n    print(i, flush=True)\n    if i == 1000: open({marker.Replace('\\', '/').Insert(0, "'") + "'"}, 'w').close()\n    time.sleep(0.002)",
                "x += 1\nprint('x', x)"),
        };
        var running = _fixture.Twin.ExecuteAsync(_fixture.Run("a.ipynb") with { Twin = "lab", Timeout = TimeSpan.FromMinutes(3), ArtifactFolder = Artifacts }, CancellationToken.None);
        await Eventually(() => File.Exists(marker) || running.IsCompleted);
        var before = proxy.Connections;

        proxy.Cut(refuse: true);
        await Eventually(() => proxy.Connections > before + 2 || running.IsCompleted);
        proxy.Admit();
        var outcome = await running;

        outcome.ShouldBeOfType<TwinSucceeded>();
        _fixture.Logs.Text("stdout").ShouldBe([.. Enumerable.Range(0, 3000).Select(i => $"{i}"), "x 42"]);
        var executed = JsonNode.Parse(File.ReadAllText(Path.Combine(Artifacts, ExecutedNotebook.FileName)));
        NotebookCell.Join(executed?["cells"]?[2]?["outputs"]?[0]?["text"]).ShouldBe(string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i}\n")));
    }

    [Fact]
    public async Task Execute_WrongToken_IsRefusedWithARemedy()
    {
        _fixture.TwinsOptions.Named["lab"] = Settings(servers.Server.Url);
        _fixture.TwinsOptions.Named["lab"].Token = "wrong";

        var outcome = await _fixture.Twin.ExecuteAsync(With("a.sh", "true"), CancellationToken.None);

        outcome.ShouldBeOfType<TwinNotStarted>().Error.Code.ShouldBe("jupyter-login-refused");
    }

    [Fact]
    public async Task Execute_NobodyListens_IsNotStarted()
    {
        _fixture.TwinsOptions.Named["lab"] = Settings("http://127.0.0.1:9/");

        var outcome = await _fixture.Twin.ExecuteAsync(With("a.sh", "true"), CancellationToken.None);

        outcome.ShouldBeOfType<TwinNotStarted>().Error.Code.ShouldBe("jupyter-unreachable");
    }

    [Fact]
    public async Task Execute_PresignedUrl_KeepsItsCookiesForTheApi()
    {
        // The server's own link with a token does what a managed instance's URL does: it sets a session cookie and leads on to the pages.
        _fixture.TwinsOptions.Named["lab"] = new TwinSettings { Login = "presigned-url", Command = ["/bin/sh", "-c", $"echo '{servers.Server.Url}login?token={RealJupyter.Token}'"], Endpoint = "https://yard.example" };

        var outcome = await _fixture.Twin.ExecuteAsync(With("a.ipynb", NotebookText.Of("print('in')")), CancellationToken.None);

        outcome.ShouldBeOfType<TwinSucceeded>();
        _fixture.Logs.Text("stdout").ShouldBe(["in"]);
    }

    [Fact]
    public async Task Execute_CSharpScript_IsRefused() =>
        (await RunAsync("a.csx", "return;")).ShouldBeOfType<TwinNotStarted>().Error.Code.ShouldBe("script-kind-remote");

    [Fact]
    public async Task Execute_UnknownTwin_NamesTheKnownOnes()
    {
        _fixture.TwinsOptions.Named["lab"] = Settings(servers.Server.Url);

        var outcome = await _fixture.Twin.ExecuteAsync(With("a.sh", "true") with { Twin = "lap" }, CancellationToken.None);

        outcome.ShouldBeOfType<TwinNotStarted>().Error.ToString().ShouldContain("lab");
    }

    private static TwinSettings Settings(string url) => new() { Url = url, Token = RealJupyter.Token, Endpoint = "https://yard.example" };

    private Task<TwinOutcome> RunAsync(string script, string content, Func<TwinRun, TwinRun>? change = null)
    {
        _fixture.TwinsOptions.Named["lab"] = Settings(servers.Server.Url);
        var run = With(script, content);
        return _fixture.Twin.ExecuteAsync(change is null ? run : change(run), CancellationToken.None);
    }

    private TwinRun With(string script, string content)
    {
        _fixture.Commits.Trees["c1"] = new Dictionary<string, string> { ["workflows/w/" + script] = content };
        return _fixture.Run(script) with { Twin = "lab", Timeout = TimeSpan.FromMinutes(2) };
    }

    private static async Task Eventually(Func<bool> condition)
    {
        using var longest = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!condition())
        {
            await Task.Delay(20, longest.Token);
        }
    }
}
