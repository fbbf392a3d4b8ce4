using System.Text.Json.Nodes;
using Twinyard.Access.Secrets;
using Twinyard.Twins.Notebooks;
using Twinyard.Twins.Tests.Jupyter;
using Twinyard.Twins.Tests.Processes;

namespace Twinyard.Twins.Tests.Notebooks;

/// <summary>Notebooks without a configured Jupyter Server: in a private one on this machine.</summary>
public sealed class LocalNotebookTests : IDisposable
{
    private readonly TwinFixture _fixture = new();

    public LocalNotebookTests() => RealJupyter.Required();

    private string Artifacts => Path.Combine(_fixture.Output, "..", "artifacts");

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Execute_Notebook_HasEnvironmentParametersOutputsAndEvidence()
    {
        var outcome = await RunAsync(NotebookText.Of(
            NotebookText.Markdown("# Daily"),
            NotebookText.Tagged("kinds = []", "parameters"),
            NotebookText.Code("import os, twinyard as ty\nprint(ty.run_id, ty.event.detail.day, kinds, os.environ['TWINYARD_TOKEN'], os.path.basename(os.getcwd()))"),
            NotebookText.Code("ty.metric('m', 1)\nfrom IPython.display import HTML, display\ndisplay(HTML('<b>x</b>'))\n40 + 2")));

        outcome.ShouldBeOfType<TwinSucceeded>();
        _fixture.Logs.Text("stdout").ShouldBe(["run-1 today ['fd001'] secret-token w", "<IPython.core.display.HTML object>", "42"]);
        File.ReadAllText(Path.Combine(_fixture.Output, "metrics.ndjson")).ShouldContain("\"m\"");
        var cells = Executed()["cells"] as JsonArray;
        cells.ShouldNotBeNull().Count.ShouldBe(5);
        var outputs = cells[4]?["outputs"] as JsonArray;
        outputs.ShouldNotBeNull().Select(output => (string?)output?["output_type"]).ShouldBe(["display_data", "execute_result"]);
        ((string?)outputs[0]?["data"]?["text/html"]).ShouldBe("<b>x</b>");
        ((string?)Executed()["metadata"]?["twinyard"]?["state"]).ShouldBe("succeeded");
        Directory.EnumerateFileSystemEntries(_fixture.Home.Runs).ShouldBeEmpty();
    }

    [Fact]
    public async Task Execute_CellsShowASecret_LogEvidenceReportAndReasonHaveNone()
    {
        var given = RunSecrets.Of([new RunSecret(new SecretUse("a", "PASSWORD"), 1, "correct horse")]);

        var outcome = await RunAsync(
            NotebookText.Of(
                "import os, twinyard as ty\nvalue = ty.secret('a')\nprint(value[:7], end='', flush=True)\nprint(value[7:], flush=True)",
                "value",
                "raise ValueError(value)"),
            run => run with { Secrets = given });

        outcome.ShouldBeOfType<TwinFailed>().Reason.ShouldBe("Cell 4 failed: ValueError: ***");
        _fixture.Logs.Text("stdout").ShouldBe(["***", "'***'"]);
        var evidence = Executed().ToJsonString();
        evidence.ShouldContain("ValueError");
        evidence.ShouldNotContain("correct");
        evidence.ShouldNotContain("horse");
    }

    [Fact]
    public async Task Execute_WithAReport_LeavesTheNotebookAsAPage()
    {
        await RunAsync(NotebookText.Of("print('shown')"), run => run with { ReportTitle = "w: a.ipynb" });

        File.ReadAllText(Path.Combine(_fixture.Output, "reports/notebook/report.json")).ShouldContain("\"page\":\"notebook.html\"");
        File.ReadAllText(Path.Combine(_fixture.Output, "reports/notebook/notebook.html")).ShouldContain("<pre class=\"nb-out\">shown\n</pre>");
    }

    [Fact]
    public async Task Execute_CellRaises_FailsWithItsTracebackAndKeepsTheEvidence()
    {
        var outcome = await RunAsync(NotebookText.Of("print('before')", "def f():\n    raise ValueError('boom')\nf()", "print('never')"));

        outcome.ShouldBeOfType<TwinFailed>().Reason.ShouldBe("Cell 3 failed: ValueError: boom");
        _fixture.Logs.Text("stdout").ShouldBe(["before"]);
        _fixture.Logs.Text("stderr").ShouldContain(line => line.Contains("ValueError: boom", StringComparison.Ordinal) && !line.Contains('\u001b'));
        var cells = Executed()["cells"] as JsonArray;
        ((string?)cells?[2]?["outputs"]?[0]?["ename"]).ShouldBe("ValueError");
        (cells?[3]?["outputs"] as JsonArray).ShouldNotBeNull().ShouldBeEmpty();
        ((int?)Executed()["metadata"]?["twinyard"]?["cell"]).ShouldBe(3);
    }

    [Fact]
    public async Task Execute_CellTimeout_InterruptsThatCell()
    {
        var outcome = await RunAsync(NotebookText.Of("print('one')", "import time\nprint('two', flush=True)\ntime.sleep(600)"), run => run with { CellTimeout = TimeSpan.FromSeconds(3), Timeout = TimeSpan.FromMinutes(2) });

        (outcome with { Trace = null }).ShouldBe(new TwinTimedOut(TimeSpan.FromSeconds(3)) { What = "Cell 3" });
        _fixture.Logs.Text("stdout").ShouldBe(["one", "two"]);
        ((Executed()["cells"] as JsonArray)?[2]?["outputs"] as JsonArray).ShouldNotBeNull().Select(output => (string?)output?["ename"]).ShouldContain("KeyboardInterrupt");
    }

    [Fact]
    public async Task Execute_KernelDies_SaysSoAndKeepsWhatWasPrinted()
    {
        var outcome = await RunAsync(NotebookText.Of("import os\nprint('last words', flush=True)\nos.kill(os.getpid(), 9)", "print('never')"));

        outcome.ShouldBeOfType<TwinFailed>().Reason.ShouldStartWith("The kernel died while cell 2 ran");
        _fixture.Logs.Text("stdout").ShouldBe(["last words"]);
    }

    [Fact]
    public async Task Execute_TalkativeCell_LosesNothing()
    {
        var outcome = await RunAsync(NotebookText.Of("for i in range(20000):\n    print(i, flush=i % 10 == 0)"));

        outcome.ShouldBeOfType<TwinSucceeded>();
        _fixture.Logs.Text("stdout").ShouldBe(Enumerable.Range(0, 20000).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Execute_Cancelled_EndsTheKernel()
    {
        using var cancel = new CancellationTokenSource();
        _fixture.Logs.OnAppend = async () =>
        {
            if (File.Exists(Path.Combine(_fixture.Output, "pid")))
            {
                await cancel.CancelAsync();
            }
        };

        var outcome = await RunAsync(NotebookText.Of("import os, time\nopen(os.environ['TWINYARD_OUTPUT'] + '/pid', 'w').write(str(os.getpid()))\nprint('ready', flush=True)\ntime.sleep(600)"), cancellationToken: cancel.Token);

        outcome.ShouldBeOfType<TwinCancelled>();
        // Servers and kernels have a path of their run among their arguments.
        RunningPrograms.AnyWith(_fixture.Home.Runs).ShouldBeFalse();
    }

    [Fact]
    public async Task Execute_MoreMemoryThanAllowed_EndsAndSaysSo()
    {
        var outcome = await RunAsync(NotebookText.Of("blocks = []\nwhile True:\n    blocks.append(bytearray(b'x') * 10_000_000)"), run => run with { Limits = new RunLimits { Memory = 600_000_000 } });

        // The sum of all processes is looked at, and the kernel's own limit for one of them may come first.
        (outcome is TwinExceeded || outcome is TwinFailed { Reason: var reason } && reason.Contains("MemoryError", StringComparison.Ordinal)).ShouldBeTrue(outcome.ToString());
    }

    [Fact]
    public async Task Execute_InASandbox_DoesNotSeeTheEnvironmentsData()
    {
        await File.WriteAllTextAsync(Path.Combine(_fixture.Home.Root, "secret"), "s");
        var outcome = await RunAsync(NotebookText.Of($"import os\nprint(os.path.exists('{_fixture.Home.Root}/secret'))"));

        outcome.ShouldBeOfType<TwinSucceeded>();
        _fixture.Logs.Text("stdout").ShouldBe([(await _fixture.IsolatesAsync() ? "False" : "True")]);
    }

    [Theory]
    [InlineData("{", "notebook-not-json")]
    [InlineData("""{"nbformat":3}""", "notebook-format")]
    public async Task Execute_NoNotebook_IsNotStarted(string content, string code) =>
        (await RunAsync(content)).ShouldBeOfType<TwinNotStarted>().Error.Code.ShouldBe(code);

    private JsonObject Executed() => (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(Artifacts, ExecutedNotebook.FileName)))!; // written by the runner

    private Task<TwinOutcome> RunAsync(string content, Func<TwinRun, TwinRun>? change = null, CancellationToken cancellationToken = default)
    {
        _fixture.Commits.Trees["c1"] = new Dictionary<string, string> { ["workflows/w/a.ipynb"] = content };
        var run = _fixture.Run("a.ipynb") with { ArtifactFolder = Artifacts, Timeout = TimeSpan.FromMinutes(3) };
        return _fixture.Twin.ExecuteAsync(change is null ? run : change(run), cancellationToken);
    }
}
