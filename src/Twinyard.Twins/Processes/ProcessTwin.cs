using Microsoft.Extensions.Options;
using Twinyard.Access.Secrets.Masking;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Processes;
using Twinyard.Platform.Results;
using Twinyard.Twins.Isolation;

namespace Twinyard.Twins.Processes;

/// <summary>Runs a script as a child process of the server, in a throw-away folder, a process group and, where there can be one, a sandbox of its own.</summary>
internal sealed class ProcessTwin(Confinement confinement, IServerAddress server, HomeDirectory home, IOptions<TwinsOptions> options, TimeProvider time)
{
    private readonly ProgramSearch _programs = new(Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin");

    public async Task<TwinOutcome> ExecuteAsync(PreparedRun prepared, CancellationToken cancellationToken)
    {
        var (run, folder, script, log) = prepared;
        var interpreter = Interpreter.For(script, options.Value, _programs);
        if (!interpreter.IsOk)
        {
            return new TwinNotStarted(interpreter.Error);
        }

        var command = new ChildCommand
        {
            FileName = interpreter.Value.FileName,
            Arguments = [.. interpreter.Value.Arguments, script],
            WorkingDirectory = Path.Combine(folder.Tree, run.Folder),
            Environment = ScriptEnvironment.WithSecrets(run, ScriptEnvironment.For(run, folder, server, home, options.Value)),
            Timeout = run.Timeout,
            Filter = run.Secrets.Mask is { } mask ? stream => new MaskingReader(stream, mask) : null,
        };
        var confined = await confinement.ConfineAsync(command, run, folder, [], line => log.WriteAsync("twinyard", line), cancellationToken);
        if (!confined.IsOk)
        {
            return new TwinNotStarted(confined.Error);
        }

        await using var program = confined.Value;
        return await ChildProcess.RunAsync(program.Command, log.WriteAsync, time, cancellationToken) switch
        {
            ChildExited { ExitCode: 0 } => new TwinSucceeded(),
            ChildExited exited => new TwinFailed(exited.ExitCode),
            ChildTimedOut timedOut => new TwinTimedOut(timedOut.After),
            ChildStopped stopped => new TwinExceeded(stopped.Reason),
            ChildNotStarted notStarted => new TwinNotStarted(new FailedError("interpreter-not-started", notStarted.Reason, "Check that the program can be executed by the server's user.")),
            _ => new TwinCancelled(),
        };
    }
}
