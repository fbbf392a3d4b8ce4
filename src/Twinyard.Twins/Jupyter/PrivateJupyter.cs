using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Twinyard.Platform.Processes;
using Twinyard.Platform.Results;
using Twinyard.Twins.Egress;
using Twinyard.Twins.Isolation;
using Twinyard.Twins.Processes;

namespace Twinyard.Twins.Jupyter;

/// <summary>A Jupyter Server of one run's or person's own: a child of this server on loopback or at a socket, with a token of chance.</summary>
internal sealed class PrivateJupyter : IAsyncDisposable
{
    private const int KeptLines = 20;
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<string> _lines = new();
    private readonly Task<ChildOutcome> _child;
    private readonly PrivateJupyterPlace _place;
    private readonly Confined _confined;

    private PrivateJupyter(PrivateJupyterPlace place, string token, int port, Confined confined, TimeProvider time)
    {
        _place = place;
        _confined = confined;
        Token = token;
        Server = place.Sockets is { } sockets ? new JupyterServer(SocketOf(sockets)) : new JupyterServer(new Uri($"http://127.0.0.1:{port}{place.BasePath}"));
        Server.UseToken(token);
        _child = ChildProcess.RunAsync(confined.Command, Keep, time, _stop.Token);
    }

    public JupyterServer Server { get; }

    public string Token { get; }

    /// <summary>Whether it has ended by itself.</summary>
    public bool HasEnded => _child.IsCompleted;

    /// <exception cref="JupyterException">It did not start.</exception>
    public static async Task<PrivateJupyter> StartAsync(PrivateJupyterPlace place, TimeProvider time, CancellationToken cancellationToken)
    {
        // A port that is free now may be taken before the server has it.
        for (var attempt = 1; ; attempt++)
        {
            var (token, port) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)), FreePort());
            var confined = await place.Confine(Command(place, token, port));
            if (!confined.IsOk)
            {
                place.Sockets?.Dispose();
                throw new JupyterException(confined.Error);
            }

            var jupyter = new PrivateJupyter(place, token, port, confined.Value, time);
            try
            {
                await jupyter.ReadyAsync(time, cancellationToken);
                return jupyter;
            }
            catch (JupyterException) when (attempt < 3 && place.Sockets is null)
            {
                await jupyter.DisposeAsync();
            }
            catch
            {
                await jupyter.DisposeAsync();
                throw;
            }
        }
    }

    /// <returns>Which limit it was killed for; null where it was not.</returns>
    public async Task<string?> ExceededAsync() => HasEnded && await _child is ChildStopped stopped ? stopped.Reason : null;

    /// <summary>Ends the server, its kernels and all that they have started.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _child;
        // Kernels are leaders of groups of their own.
        AbandonedScripts.End(_place.Own);
        await _confined.DisposeAsync();
        _place.Sockets?.Dispose();
        Server.Dispose();
        _stop.Dispose();
    }

    private static ChildCommand Command(PrivateJupyterPlace place, string token, int port)
    {
        // Settings, history and runtime files of its own: neither the user's are read nor anything is left there. The token is not seen in a list of processes.
        var own = Path.Combine(place.Own, "jupyter");
        var environment = new Dictionary<string, string>(place.Variables)
        {
            ["JUPYTER_TOKEN"] = token,
            ["JUPYTER_CONFIG_DIR"] = Path.Combine(own, "config"),
            ["JUPYTER_DATA_DIR"] = Path.Combine(own, "data"),
            ["JUPYTER_RUNTIME_DIR"] = Path.Combine(own, "runtime"),
            ["IPYTHONDIR"] = Path.Combine(own, "ipython"),
        };
        string[] listen = place.Sockets is { } sockets ? [$"--ServerApp.sock={SocketOf(sockets)}", "--ServerApp.sock_mode=0600"] : ["--ServerApp.ip=127.0.0.1", $"--ServerApp.port={port}", "--ServerApp.port_retries=0"];
        return new ChildCommand
        {
            FileName = place.Python,
            Arguments =
            [
                "-m", "jupyter_server", "--no-browser", "--allow-root", .. listen,
                $"--ServerApp.root_dir={place.Root}", $"--ServerApp.base_url={place.BasePath}", .. place.Arguments,
            ],
            WorkingDirectory = place.Root,
            Environment = environment,
        };
    }

    private static string SocketOf(SocketFolder folder) => Path.Combine(folder.Path, "jupyter.sock");

    private async Task ReadyAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            if (_child.IsCompleted || time.GetElapsedTime(started) > LongestStart)
            {
                string said;
                lock (_lines)
                {
                    said = string.Join('\n', _lines);
                }

                throw new JupyterException(new FailedError("jupyter-not-started", $"A private Jupyter server did not start on the server's machine: {said}", "Run `python3 -m jupyter_server` by hand as the server's user to see why."));
            }

            try
            {
                await Server.CallAsync(HttpMethod.Get, "api/kernelspecs", null, cancellationToken);
                return;
            }
            catch (JupyterException)
            {
                await Task.Delay(Poll, time, cancellationToken);
            }
        }
    }

    private ValueTask Keep(string source, string line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > KeptLines)
            {
                _lines.Dequeue();
            }
        }

        return ValueTask.CompletedTask;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
