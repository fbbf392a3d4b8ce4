using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Twinyard.Twins.Tests.Jupyter;

/// <summary>The system's own Jupyter Server on loopback, with a folder of its own. Tests that need it are skipped where it is not installed.</summary>
internal sealed class RealJupyter : IAsyncDisposable
{
    public const string Token = "a-token-of-the-test";
    private const string Python = "/usr/bin/python3";
    private static readonly Lazy<bool> IsThere = new(Probe);

    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private RealJupyter(Process process, DirectoryInfo folder, int port)
    {
        _process = process;
        _folder = folder;
        Url = $"http://127.0.0.1:{port}/";
    }

    public string Url { get; }

    public string Root => Path.Combine(_folder.FullName, "root");

    public static void Required() => Assert.SkipUnless(IsThere.Value, "jupyter-server or python3-ipykernel is not installed.");

    public static async Task<RealJupyter> StartAsync(params string[] arguments)
    {
        Required();
        var folder = Directory.CreateTempSubdirectory("twinyard-jupyter-");
        Directory.CreateDirectory(Path.Combine(folder.FullName, "root"));
        var port = FreePort();
        var start = new ProcessStartInfo(Python) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = folder.FullName };
        string[] all =
        [
            "-m", "jupyter_server", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", $"--ServerApp.port={port}", "--ServerApp.port_retries=0",
            $"--ServerApp.root_dir={folder.FullName}/root", .. arguments,
        ];
        foreach (var argument in all)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["JUPYTER_TOKEN"] = Token;
        foreach (var name in new[] { "CONFIG", "DATA", "RUNTIME" })
        {
            start.Environment[$"JUPYTER_{name}_DIR"] = Path.Combine(folder.FullName, name);
        }

        start.Environment["IPYTHONDIR"] = Path.Combine(folder.FullName, "ipython");
        start.Environment["SHELL"] = "/bin/sh";
        start.Environment.Remove("PYTHONPATH");
        var process = Process.Start(start) ?? throw new InvalidOperationException("Jupyter did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var jupyter = new RealJupyter(process, folder, port);
        await jupyter.ReadyAsync();
        return jupyter;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task ReadyAsync()
    {
        using var http = new HttpClient(new HttpClientHandler { UseProxy = false });
        using var longest = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"{Url}login"), longest.Token);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100, longest.Token);
            }
        }
    }

    private static bool Probe()
    {
        if (!File.Exists(Python))
        {
            return false;
        }

        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import ipykernel, jupyter_server"]) { RedirectStandardError = true });
        process?.WaitForExit();
        return process?.ExitCode == 0;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
