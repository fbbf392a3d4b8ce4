using System.Diagnostics;
using System.Text;

namespace Twinyard.EndToEnd.Tests.Processes;

/// <summary>
/// The real command in a process of its own: leader of its process group, with an environment that holds nothing of the test run's but the path.
/// </summary>
internal sealed class TwinyardProcess : IAsyncDisposable
{
    private static readonly string[] Inherited = ["PATH", "LANG", "DOTNET_ROOT", "TMPDIR"];

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task _reading;

    private TwinyardProcess(Process process)
    {
        _process = process;
        Id = process.Id;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    public int Id { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>All lines so far, of both streams.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static TwinyardProcess Start(TemporaryHome home, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        // A profile names the server by itself.
        string[] where = arguments.Contains("--profile") ? [] : ["--home", home.Path];
        return Start(home, environment, Installation.Program, [.. arguments, .. where]);
    }

    /// <summary>The device agent.</summary>
    public static TwinyardProcess StartAgent(TemporaryHome home, params string[] arguments) => Start(home, new Dictionary<string, string>(), Installation.Agent, arguments);

    private static TwinyardProcess Start(TemporaryHome home, IReadOnlyDictionary<string, string> environment, string program, IReadOnlyList<string> arguments)
    {
        // setsid makes it the leader of a group of its own; it executes the program in its own place, so the id stays the same.
        var start = new ProcessStartInfo("setsid", ["dotnet", program, .. arguments])
        {
            WorkingDirectory = home.Folder("work"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                start.Environment[name] = value;
            }
        }

        start.Environment["HOME"] = home.Folder("user");
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("setsid did not start.");
        process.StandardInput.Close();
        return new TwinyardProcess(process);
    }

    public static TwinyardProcess Start(TemporaryHome home, params string[] arguments) =>
        Start(home, new Dictionary<string, string>(), arguments);

    /// <returns>The exit code; 128 plus the signal's number when a signal ended it.</returns>
    public async Task<int> ExitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            await _reading.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"twinyard did not end within {patience.TotalMinutes} minutes. It said:{Environment.NewLine}{Output}");
        }

        return _process.ExitCode;
    }

    public void Signal(int signal) => ProcessSignal.Send(Id, signal);

    /// <summary>SIGKILL: no handler of it runs and no buffer is flushed.</summary>
    public async Task KillAsync()
    {
        Signal(ProcessSignal.Kill);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        // The group too, so that a test that failed half-way leaves nothing behind.
        ProcessSignal.Send(-Id, ProcessSignal.Kill);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader stream)
    {
        while (await stream.ReadLineAsync() is { } line)
        {
            lock (_output)
            {
                _output.AppendLine(line);
            }
        }
    }
}
