using Twinyard.Twins.Configuration;
using Twinyard.Twins.Tests.Processes;

namespace Twinyard.Twins.Tests.Jupyter;

/// <summary>Servers that are set up otherwise: with a password, without a Python kernel.</summary>
public sealed class JupyterLoginTests : IDisposable
{
    // The hash of "open sesame", as `jupyter server password` writes it.
    private const string Hash = "sha1:0123456789ab:";

    private readonly TwinFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("open sesame", true)]
    [InlineData("open barley", false)]
    public async Task Execute_Password_LogsInWithTheFormAndItsXsrf(string password, bool good)
    {
        await using var server = await RealJupyter.StartAsync($"--ServerApp.password={Hash}{Sha1("open sesame" + "0123456789ab")}", "--ServerApp.token=");
        _fixture.TwinsOptions.Named["lab"] = new TwinSettings { Url = server.Url, Login = "password", Password = password };

        var outcome = await RunAsync("a.py", "print('in')");

        if (good)
        {
            outcome.ShouldBeOfType<TwinSucceeded>();
            _fixture.Logs.Text("stdout").ShouldBe(["in"]);
        }
        else
        {
            outcome.ShouldBeOfType<TwinNotStarted>().Error.Code.ShouldBe("jupyter-login-refused");
        }
    }

    [Fact]
    public async Task Execute_ServerOfTheDefaultWireFormat_RunsAllTheSame()
    {
        await using var server = await RealJupyter.StartAsync("--ServerApp.kernel_ws_protocol=");
        _fixture.TwinsOptions.Named["lab"] = new TwinSettings { Url = server.Url, Token = RealJupyter.Token };

        var outcome = await RunAsync("a.ipynb", Notebooks.NotebookText.Of("print('in')"));

        outcome.ShouldBeOfType<TwinSucceeded>();
        _fixture.Logs.Text("stdout").ShouldBe(["in"]);
    }

    [Fact]
    public async Task Execute_NoPythonKernel_RunsScriptsThroughATerminal()
    {
        await using var server = await RealJupyter.StartAsync("--KernelSpecManager.ensure_native_kernel=False", "--KernelSpecManager.allowed_kernelspecs=nothing");
        _fixture.TwinsOptions.Named["lab"] = new TwinSettings { Url = server.Url, Token = RealJupyter.Token };

        var good = await RunAsync("a.py", "import os, twinyard as ty\nprint(ty.run_id, os.environ['TWINYARD_TOKEN'])\nty.metric('m', 1)");
        var bad = await RunAsync("a.sh", "echo out; echo err >&2; printf 'no end'; exit 3");
        var late = await RunAsync("a.sh", "echo begun; sleep 600", TimeSpan.FromSeconds(5));
        var notebook = await RunAsync("a.ipynb", Notebooks.NotebookText.Of("1"));

        good.ShouldBeOfType<TwinSucceeded>();
        File.ReadAllText(Path.Combine(_fixture.Output, "metrics.ndjson")).ShouldContain("\"m\"");
        (bad with { Trace = null }).ShouldBe(new TwinFailed(3));
        (late with { Trace = null }).ShouldBe(new TwinTimedOut(TimeSpan.FromSeconds(5)));
        _fixture.Logs.Text("stdout").ShouldBe(["run-1 secret-token", "out", "no end", "begun"]);
        _fixture.Logs.Text("stderr").ShouldBe(["err"]);
        notebook.ShouldBeOfType<TwinNotStarted>().Error.Code.ShouldBe("jupyter-no-python");
    }

    private static string Sha1(string text) =>
#pragma warning disable CA5350 // the format of the server's password hashes
        Convert.ToHexStringLower(System.Security.Cryptography.SHA1.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350

    private Task<TwinOutcome> RunAsync(string script, string content, TimeSpan? timeout = null)
    {
        _fixture.Commits.Trees["c1"] = new Dictionary<string, string> { ["workflows/w/" + script] = content };
        return _fixture.Twin.ExecuteAsync(_fixture.Run(script) with { Twin = "lab", Timeout = timeout ?? TimeSpan.FromMinutes(2) }, CancellationToken.None);
    }
}
