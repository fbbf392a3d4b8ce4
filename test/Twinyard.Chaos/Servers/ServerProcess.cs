using System.Diagnostics;
using System.Text;
using Twinyard.Chaos.Serving;
using Twinyard.EndToEnd.Tests.Processes;

namespace Twinyard.Chaos.Servers;

/// <summary>One server in a process of its own, from its start to its death.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const int Stop = 19;
    private const int Continue = 18;

    private readonly Process _process;
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private volatile bool _ended;

    private ServerProcess(Process process, string log)
    {
        _process = process;
        _reading = Task.WhenAll(ReadOutputAsync(), CopyErrorsAsync(log));
    }

    /// <summary>The base address once it serves; null before, and when it has ended. For senders, who may hold it beyond its disposal.</summary>
    public string? Url => _ready.Task is { IsCompletedSuccessfully: true, Result: { Length: > 0 } url } && !_ended && !_reading.IsCompleted ? url : null;

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    public static ServerProcess Start(ServeSettings settings, string name)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ServerProcess).Assembly.Location, .. settings.ToArguments()])
        {
            WorkingDirectory = settings.Folder.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        // Kills are many and starts are what they cost.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_TieredCompilation"] = "1";
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        return new ServerProcess(process, settings.Folder.LogOf(name));
    }

    /// <returns>False when it ended before it served.</returns>
    public async Task<bool> ReadyAsync(CancellationToken cancellationToken) => (await _ready.Task.WaitAsync(cancellationToken)).Length > 0;

    /// <summary>SIGKILL: no handler of it runs and no buffer is flushed.</summary>
    public async Task KillAsync()
    {
        _ended = true;
        ProcessSignal.Send(Id, ProcessSignal.Kill);
        await _process.WaitForExitAsync(CancellationToken.None);
        await _reading;
    }

    public void Pause() => ProcessSignal.Send(Id, Stop);

    public void Resume() => ProcessSignal.Send(Id, Continue);

    /// <summary>Lets it stop in good order.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(cancellationToken);
        await _reading.WaitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public void Dispose() => _process.Dispose();

    private async Task ReadOutputAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Serve.Ready, StringComparison.Ordinal))
            {
                _ready.TrySetResult(line[Serve.Ready.Length..]);
            }
        }

        _ready.TrySetResult("");
    }

    private async Task CopyErrorsAsync(string log)
    {
        var text = new StringBuilder();
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            await File.AppendAllTextAsync(log, text.Clear().AppendLine(line).ToString());
        }
    }
}
