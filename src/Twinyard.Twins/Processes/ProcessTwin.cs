using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Processes;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Processes;

/// <summary>Runs a script of a commit as a child process of the server, in a throw-away folder and a process group of its own.</summary>
internal sealed partial class ProcessTwin(
    ICommitSource commits,
    ILogStreams logs,
    IServerAddress server,
    HomeDirectory home,
    IOptions<TwinsOptions> options,
    IIdGenerator ids,
    TimeProvider time,
    ILogger<ProcessTwin> logger) : ITwin
{
    private readonly ProgramSearch _programs = new(Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin");

    public string Name => "process";

    public async Task<TwinOutcome> ExecuteAsync(TwinRun run, CancellationToken cancellationToken)
    {
        var pump = new LogPump(logs, run.LogStream, time);
        TwinOutcome outcome;
        await using (pump)
        {
            outcome = await ExecuteAsync(run, pump, cancellationToken);
            if (Explain(outcome) is { } line)
            {
                await pump.WriteAsync("twinyard", line);
            }
        }

        if (pump.Lost is { Lines: > 0 } lost)
        {
            LogLinesLost(lost.Reason, run.RunId, lost.Lines);
        }

        LogEnded(run.RunId, run.Script, outcome);
        return outcome;
    }

    private async Task<TwinOutcome> ExecuteAsync(TwinRun run, LogPump pump, CancellationToken cancellationToken)
    {
        try
        {
            using var folder = RunFolder.Create(home, ids.NewId(), run);
            return await ExecuteInAsync(folder, run, pump, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new TwinCancelled();
        }
        catch (IOException e)
        {
            return new TwinNotStarted(new FailedError("twin-folder", $"The throw-away folder of the run could not be prepared: {e.Message}", $"Make room under {home.Runs}."));
        }
    }

    private async Task<TwinOutcome> ExecuteInAsync(RunFolder folder, TwinRun run, LogPump pump, CancellationToken cancellationToken)
    {
        var materialized = await commits.MaterializeAsync(run.Commit, folder.Tree, cancellationToken);
        if (!materialized.IsOk)
        {
            return new TwinNotStarted(materialized.Error);
        }

        var script = TreePath.Resolve(folder.Tree, run.Folder, run.Script);
        if (!script.IsOk)
        {
            return new TwinNotStarted(script.Error);
        }

        var interpreter = Interpreter.For(script.Value, options.Value, _programs);
        if (!interpreter.IsOk)
        {
            return new TwinNotStarted(interpreter.Error);
        }

        var command = new ChildCommand
        {
            FileName = interpreter.Value.FileName,
            Arguments = [.. interpreter.Value.Arguments, script.Value],
            WorkingDirectory = Path.Combine(folder.Tree, run.Folder),
            Environment = ScriptEnvironment.For(run, folder, server, home, options.Value),
            Timeout = run.Timeout,
        };
        return await ChildProcess.RunAsync(command, pump.WriteAsync, time, cancellationToken) switch
        {
            ChildExited { ExitCode: 0 } => new TwinSucceeded(),
            ChildExited exited => new TwinFailed(exited.ExitCode),
            ChildTimedOut timedOut => new TwinTimedOut(timedOut.After),
            ChildNotStarted notStarted => new TwinNotStarted(new FailedError("interpreter-not-started", notStarted.Reason, "Check that the program can be executed by the server's user.")),
            _ => new TwinCancelled(),
        };
    }

    private static string? Explain(TwinOutcome outcome) => outcome switch
    {
        TwinFailed failed => $"The script ended with exit code {failed.ExitCode}.",
        TwinTimedOut timedOut => $"The script was still running after {timedOut.After.TotalSeconds:0.###} s and was killed with all it had started.",
        TwinCancelled => "The run was cancelled; the script was killed with all it had started.",
        TwinNotStarted notStarted => $"The script was not started. {notStarted.Error}",
        _ => null,
    };
}
