using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Twinyard.Platform.Processes;

/// <summary>
/// Runs a program in a process group of its own and passes its output on line by line. The reader is awaited before the next
/// line is read, so a slow consumer slows the child instead of filling memory. On timeout or cancellation the whole group is
/// killed, also what the child has started itself.
/// </summary>
public static partial class ChildProcess
{
    private const int SignalKill = 9;
    private static readonly TimeSpan DrainAfterExit = TimeSpan.FromSeconds(2);
    private static readonly string[] InheritedVariables = ["PATH", "HOME", "LANG", "TMPDIR", "DOTNET_ROOT"];

    /// <param name="onLine">Called with <c>stdout</c> or <c>stderr</c> and the line, never concurrently.</param>
    public static async Task<ChildOutcome> RunAsync(
        ChildCommand command, Func<string, string, ValueTask> onLine, TimeProvider time, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartInfo(command) };
        try
        {
            process.Start();
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return new ChildNotStarted($"{command.FileName} could not be started: {e.Message}");
        }

        process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(command.Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var ended = new CancellationTokenSource();
        var watching = WatchAsync(command, process, stop, ended.Token);
        using var gate = new SemaphoreSlim(1, 1);
        using var drain = new CancellationTokenSource();
        var output = Task.WhenAll(
            PumpAsync(Filtered(command, process.StandardOutput), "stdout", command.MaximumLineLength, onLine, gate, drain.Token),
            PumpAsync(Filtered(command, process.StandardError), "stderr", command.MaximumLineLength, onLine, gate, drain.Token));

        ChildOutcome outcome;
        try
        {
            await process.WaitForExitAsync(stop.Token);
            outcome = new ChildExited(process.ExitCode);
        }
        catch (OperationCanceledException)
        {
            // By itself first: stopped right after its start it has no group yet that a signal could reach.
            process.Kill();
            outcome = cancellationToken.IsCancellationRequested ? new ChildCancelled()
                : timeout.IsCancellationRequested ? new ChildTimedOut(command.Timeout)
                : new ChildStopped(await watching ?? "");
        }
        finally
        {
            await ended.CancelAsync();
            // Also after a good end: what the child left behind in its group must not outlive the run.
            KillGroup(process);
        }

        await process.WaitForExitAsync(CancellationToken.None);
        drain.CancelAfter(DrainAfterExit);
        await output;
        await watching;
        return outcome;
    }

    /// <returns>The reason for which it has stopped the child; null where it has not.</returns>
    private static async Task<string?> WatchAsync(ChildCommand command, Process process, CancellationTokenSource stop, CancellationToken ended)
    {
        if (command.Watch is not { } watch)
        {
            return null;
        }

        try
        {
            var reason = await watch(process.Id, ended);
            await stop.CancelAsync();
            return reason;
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return null;
        }
    }

    private static ProcessStartInfo StartInfo(ChildCommand command)
    {
        // setsid makes the child the leader of a new session and process group, so one signal reaches all it starts.
        var start = new ProcessStartInfo("setsid")
        {
            WorkingDirectory = command.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(command.FileName);
        foreach (var argument in command.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var name in InheritedVariables)
        {
            if (System.Environment.GetEnvironmentVariable(name) is { } value)
            {
                start.Environment[name] = value;
            }
        }

        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static TextReader Filtered(ChildCommand command, StreamReader stream) => command.Filter?.Invoke(stream) ?? stream;

    private static async Task PumpAsync(
        TextReader reader, string source, int maximumLength, Func<string, string, ValueTask> onLine, SemaphoreSlim gate, CancellationToken drained)
    {
        var lines = new BoundedLineReader(reader, maximumLength);
        try
        {
            while (await lines.ReadLineAsync(drained) is { } line)
            {
                await gate.WaitAsync(CancellationToken.None);
                try
                {
                    await onLine(source, line);
                }
                finally
                {
                    gate.Release();
                }
            }
        }
        catch (OperationCanceledException) when (drained.IsCancellationRequested)
        {
            // A descendant that left the group still holds the pipe. The child itself has ended and its lines have been read.
        }
    }

    private static void KillGroup(Process process)
    {
        // A negative pid addresses the group. ESRCH (no such group) is the good case: everything has ended already.
        _ = Kill(-process.Id, SignalKill);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
