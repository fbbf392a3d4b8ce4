using System.Globalization;
using System.Text;
using Twinyard.Platform.Results;
using Twinyard.Twins.Configuration;

namespace Twinyard.Twins.Jupyter;

/// <summary>
/// The way of last resort: a script on a Jupyter Server that has terminals and no Python kernel. The terminal only starts it, detached; its output
/// and its exit status are files, which the terminal's echo cannot blur and a dropped connection cannot lose.
/// </summary>
internal sealed class TerminalTwin(KernelSessions sessions, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestCleaning = TimeSpan.FromSeconds(30);

    /// <exception cref="JupyterException">The server has no terminals, or did not start the script.</exception>
    public async Task<TwinOutcome> ExecuteAsync(PreparedRun prepared, JupyterServer server, TwinSettings twin, CancellationToken cancellationToken)
    {
        var files = new JupyterFiles(server);
        await prepared.Log.WriteAsync("twinyard", "The Jupyter Server has no Python kernel; the script runs through a terminal.");
        var path = await sessions.UploadAsync(server, prepared.Run, prepared.Folder, cancellationToken);
        var script = TerminalScript.Of(prepared.Run, sessions.RemoteVariables(twin, prepared.Run), KernelSessions.RemotePaths(prepared.Run));
        await files.UploadAsync($"{path}/{TerminalScript.FileName}", new MemoryStream(Encoding.UTF8.GetBytes(script)), cancellationToken);
        var terminal = await JupyterTerminal.OpenAsync(server, cancellationToken);
        try
        {
            await StartAsync(server, terminal, path, cancellationToken);
            return await FollowAsync(prepared, server, terminal, path, cancellationToken);
        }
        finally
        {
            using var longest = new CancellationTokenSource(LongestCleaning, time);
            await CleanAsync(files, terminal, path, longest.Token);
        }
    }

    private async Task StartAsync(JupyterServer server, JupyterTerminal terminal, string path, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < LongestStart)
        {
            // Typed again it starts nothing twice.
            await terminal.TypeAsync(TerminalScript.Start(path), cancellationToken);
            for (var poll = 0; poll < 10; poll++)
            {
                if ((await server.ReadFileAsync($"{path}/{TerminalScript.Started}", 0, cancellationToken)).Length > 0)
                {
                    return;
                }

                await Task.Delay(Poll, time, cancellationToken);
            }
        }

        throw new JupyterException(new FailedError(
            "jupyter-terminal", $"A terminal of the Jupyter Server at {server.Address} did not start the script within {LongestStart.TotalSeconds:0} s.", "It needs sh, setsid, tar and split there."));
    }

    private async Task<TwinOutcome> FollowAsync(PreparedRun prepared, JupyterServer server, JupyterTerminal terminal, string path, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(prepared.Run.Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        LogTail[] logs = [new(server, $"{path}/{TerminalScript.Output}", "stdout", prepared.Log), new(server, $"{path}/{TerminalScript.Errors}", "stderr", prepared.Log)];
        DateTimeOffset? unreachableSince = null;
        try
        {
            while (true)
            {
                try
                {
                    var ended = Encoding.UTF8.GetString(await server.ReadFileAsync($"{path}/{TerminalScript.Ended}", 0, stop.Token)).Split(' ', '\n');
                    foreach (var log in logs)
                    {
                        await log.CarryAsync(last: ended.Length > 1, stop.Token);
                    }

                    if (ended.Length > 1)
                    {
                        return await EndAsync(prepared, server, path, int.Parse(ended[0], CultureInfo.InvariantCulture), int.Parse(ended[1], CultureInfo.InvariantCulture), cancellationToken);
                    }

                    unreachableSince = null;
                }
                catch (JupyterException e) when (e.Error.Code == "jupyter-unreachable" && time.GetUtcNow() - (unreachableSince ??= time.GetUtcNow()) < KernelClient.LongestOutage)
                {
                    // It runs on without being watched.
                }

                await Task.Delay(Poll, time, stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await terminal.TypeAsync(TerminalScript.Kill(path), CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return new TwinTimedOut(prepared.Run.Timeout);
        }
    }

    private static async Task<TwinOutcome> EndAsync(PreparedRun prepared, JupyterServer server, string path, int status, int parts, CancellationToken cancellationToken)
    {
        if (status != 0)
        {
            return new TwinFailed(status);
        }

        await OutputArchive.UnpackAsync(new JupyterFiles(server), path, parts, prepared.Run.OutputFolder, cancellationToken);
        return new TwinSucceeded();
    }

    private static async Task CleanAsync(JupyterFiles files, JupyterTerminal terminal, string path, CancellationToken cancellationToken)
    {
        try
        {
            await terminal.TypeAsync(TerminalScript.Remove(path), cancellationToken);
            await files.DeleteAsync(path, cancellationToken);
            await terminal.CloseAsync(cancellationToken);
        }
        catch (Exception e) when (e is JupyterException or OperationCanceledException)
        {
            // The server is out of reach; what is left there lies in a folder that no other run uses.
        }
    }
}
