using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Twinyard.Twins.Jupyter;

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

    /// <summary>Asks each kernel for its info on its control channel, as a client that connects does, and waits for the answers.</summary>
    public async Task AskOnControlAsync()
    {
        foreach (var kernel in await KernelsAsync())
        {
            using var socket = new ClientWebSocket();
            await socket.ConnectAsync(new Uri($"{Url.Replace("http", "ws", StringComparison.Ordinal)}api/kernels/{kernel}/channels?token={Token}&session_id=s"), CancellationToken.None);
            var request = KernelMessage.Request("kernel_info_request", "asked", "s", DateTimeOffset.UnixEpoch, []) with { Channel = "control" };
            await socket.SendAsync(KernelMessageFormat.WriteJson(request), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            using var longest = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            var text = new StringBuilder();
            var buffer = new byte[64 * 1024];
            while (!text.ToString().Contains("kernel_info_reply", StringComparison.Ordinal))
            {
                var part = await socket.ReceiveAsync(buffer, longest.Token);
                text.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
            }
        }
    }

    /// <summary>The process ids of its kernels.</summary>
    public int[] KernelProcesses() =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!)).Where(IsKernel)];

    private bool IsKernel(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Contains($"{_folder.FullName}/RUNTIME/kernel-", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It has just ended.
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<string[]> KernelsAsync()
    {
        using var http = Client();
        var kernels = JsonNode.Parse(await http.GetStringAsync(new Uri($"{Url}api/kernels")));
        return [.. kernels!.AsArray().Select(kernel => (string)kernel!["id"]!)];
    }

    private static HttpClient Client() => new(new HttpClientHandler { UseProxy = false }) { DefaultRequestHeaders = { Authorization = new("token", Token) } };

    private async Task ReadyAsync()
    {
        using var http = Client();
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
